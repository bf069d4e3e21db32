"""Which pictures a list of paths means: files, what is in a folder, standard input."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from convscope._errors import ConvscopeError, InputError
from convscope.reading._mark import is_marked
from convscope.reading.batch._stdin import STDIN, standard_input

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from convscope._pictures import PictureSource

SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".heic", ".heif", ".pdf"}
)
"""How the files of a folder end that are taken for pictures; a file that is named itself is judged by its content."""


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


def _say_nothing(folder: str, drawings: int) -> None:
    """Be told of drawings, and say nothing of them."""


def find_pictures(
    names: Iterable[str | os.PathLike[str]], left_out: Callable[[str, int], None] = _say_nothing
) -> list[PictureFile]:
    """Return the pictures that are meant, in order.

    Args:
        names: files, folders (their own pictures, known by their suffixes, in the order of their names; not those of
            folders inside, and not what convscope drew), "-" for one picture on standard input.
        left_out: is told of each folder that holds such drawings, and how many.
    """
    found: list[PictureFile] = []
    for name in (os.fspath(name) for name in names):
        if name == STDIN:
            found.append(_from_standard_input())
        elif os.path.isdir(name):  # noqa: PTH112 - Path("") would be the current folder
            found.extend(_in_folder(name, left_out))
        else:
            found.append(PictureFile(name, name))
    return found


def _from_standard_input() -> PictureFile:
    try:
        return PictureFile(standard_input(), STDIN)
    except InputError as error:
        return PictureFile(error, STDIN)


def _in_folder(folder: str, left_out: Callable[[str, int], None]) -> list[PictureFile]:
    try:
        entries = sorted(Path(folder).iterdir(), key=_natural)
        pictures = [path for path in entries if path.suffix.lower() in SUFFIXES and not path.name.startswith(".")]
        files = [path for path in pictures if not path.is_dir()]
    except OSError as error:
        found = (error.strerror or type(error).__name__).lower()
        refusal = InputError(
            "a folder of pictures must be readable", found=found, todo="mind its permissions", file=folder
        )
        return [PictureFile(refusal, folder, from_folder=True)]
    pictures = [path for path in files if not is_marked(path)]
    if len(pictures) < len(files):
        left_out(folder, len(files) - len(pictures))
    if not pictures:
        refusal = InputError(
            "a folder to read must hold pictures",
            found="only drawings of convscope" if files else "none with a name like .jpg, .png or .pdf",
            todo="name the pictures themselves",
            file=folder,
        )
        return [PictureFile(refusal, folder, from_folder=True)]
    return [PictureFile(path, str(path), from_folder=True) for path in pictures]


def _natural(path: Path) -> tuple[list[tuple[int, int, str]], str, str]:
    """Order "page2" before "page10", "page" before both, and capitals among small letters."""
    words = re.split(r"([0-9]+)", path.stem.casefold())
    stem = [(0, int(word), "") if word.isdecimal() else (1, 0, word) for word in words if word]
    return stem, path.suffix.casefold(), path.name
