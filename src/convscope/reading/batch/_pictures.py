"""Which pictures a list of paths means: files, what is in a folder, standard input."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from convscope._errors import ConvscopeError, InputError
from convscope.reading.batch._annotated import is_drawing
from convscope.reading.batch._stdin import STDIN, standard_input

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convscope._pictures import PictureSource

_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".heic", ".heif", ".pdf"}
)


@dataclass(frozen=True)
class PictureFile:
    """A picture that is meant.

    Args:
        source: where it comes from; an error if there is none.
        name: what it is called.
        from_folder: whether a folder was named, not the picture.
    """

    source: PictureSource | ConvscopeError
    name: str
    from_folder: bool = False


def find_pictures(
    names: Iterable[str | os.PathLike[str]], drawn_into: str | os.PathLike[str] | None = None
) -> list[PictureFile]:
    """Return the pictures that are meant, in order.

    Args:
        names: files, folders (their own pictures, known by their suffixes, in the order of their names; not those of
            folders inside), "-" for one picture on standard input.
        drawn_into: the folder into which pictures are drawn; of that folder what was drawn before is not meant.
    """
    found: list[PictureFile] = []
    for name in (os.fspath(name) for name in names):
        if name == STDIN:
            found.append(_from_standard_input())
        elif os.path.isdir(name):  # noqa: PTH112 - Path("") would be the current folder
            found.extend(_in_folder(name, drawn=drawn_into is not None and _same_folder(name, drawn_into)))
        else:
            found.append(PictureFile(name, name))
    return found


def _from_standard_input() -> PictureFile:
    try:
        return PictureFile(standard_input(), STDIN)
    except InputError as error:
        return PictureFile(error, STDIN)


def _same_folder(one: str, other: str | os.PathLike[str]) -> bool:
    try:
        return Path(one).samefile(other)
    except (OSError, ValueError):  # the other is not there yet, or no name
        return False


def _in_folder(folder: str, *, drawn: bool) -> list[PictureFile]:
    try:
        entries = sorted(Path(folder).iterdir(), key=_natural)
        pictures = [path for path in entries if path.suffix.lower() in _SUFFIXES and not path.name.startswith(".")]
        pictures = [path for path in pictures if not path.is_dir()]
        if drawn:
            stems = {path.stem for path in pictures}
            pictures = [path for path in pictures if not is_drawing(path, stems)]
    except OSError as error:
        found = (error.strerror or type(error).__name__).lower()
        refusal = InputError(
            "a folder of pictures must be readable", found=found, todo="mind its permissions", file=folder
        )
        return [PictureFile(refusal, folder, from_folder=True)]
    if not pictures:
        refusal = InputError(
            "a folder to read must hold pictures",
            found="none with a name like .jpg, .png or .pdf",
            todo="name the pictures themselves",
            file=folder,
        )
        return [PictureFile(refusal, folder, from_folder=True)]
    return [PictureFile(path, str(path), from_folder=True) for path in pictures]


def _natural(path: Path) -> list[tuple[int, int, str]]:
    """Order "page2" before "page10"."""
    words = re.split(r"([0-9]+)", path.name)
    return [(0, int(word), "") if word.isdecimal() else (1, 0, word) for word in words]
