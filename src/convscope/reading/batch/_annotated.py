"""Where annotated pictures are written: one file, or a folder of them."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from convscope._errors import InputError
from convscope._files import exists, make_folder, shortened, whole
from convscope.reading._mark import save_marked
from convscope.reading._may_draw import check_may_draw
from convscope.reading._out import PICTURE_SUFFIXES, check_picture_name
from convscope.reading.batch._stdin import stem_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from convscope.reading.batch._pictures import PictureFile
    from convscope.reading.page import Reading

_DRAWING = "-read.jpg"
_LONGEST_STEM = 150  # bytes
_ENDS_OF_FOLDERS = ("/", os.sep)


def _nobody(_: object) -> None:
    """Tell nobody."""


class Annotated:
    """Writes pictures with what was read on them.

    Args:
        out: a picture file for one picture, a folder for several; a name that ends in / is a folder's. Of a
            document's pages those after the first are written beside the file, as OUT-2, OUT-3 and so on.
        pictures: those that will be read.
        overwrite: replace drawings that are there; a file that is none is never replaced.
        tell: is told of each file that was written, of those in a folder when it is closed, how many.

    Raises:
        InputError: `out` is empty, is there already, or no picture's name, or a file where a folder is to be.
        JobError: the folder cannot be made.
    """

    def __init__(
        self,
        out: str | os.PathLike[str],
        pictures: Sequence[PictureFile],
        *,
        overwrite: bool = False,
        tell: Callable[[object], None] = _nobody,
    ) -> None:
        if not os.fspath(out):
            raise InputError(
                "what is drawn must have a name", found="an empty one", todo="give a picture's or a folder's"
            )
        self._out, self._overwrite = Path(out), overwrite
        self._tell, self._count = tell, 0
        self._made: list[Path] = []
        self._sources = [item.source for item in pictures]
        self._taken: set[str] = set()
        # Path's own questions raise errors of a name that is too long.
        is_folder = os.fspath(out).endswith(_ENDS_OF_FOLDERS) or os.path.isdir(out)  # noqa: PTH112
        self._in_folder = is_folder or len(pictures) > 1 or any(item.from_folder for item in pictures)
        if self._in_folder:
            if self._out.suffix.lower() in PICTURE_SUFFIXES and not is_folder:
                raise InputError(
                    "several pictures are drawn into a folder",
                    found="a picture's name",
                    todo="give a folder's name",
                    file=self._out,
                )
            self._made = [place for place in (self._out, *self._out.parents) if not exists(place)]
            make_folder(self._out)
            return
        check_picture_name(self._out, "use a name that ends in .png, or in / for a folder")
        check_may_draw(self._out, self._sources, overwrite=overwrite)

    def write(self, reading: Reading) -> Path:
        """Write one picture, whole or not at all, and return its path.

        Raises:
            InputError: a file of that name is there, and no drawing that may be replaced.
            JobError: it could not be written.
        """
        target = self._target(reading)
        with whole(target) as temporary:
            save_marked(reading.annotate(), temporary)
        self._count += 1
        if not self._in_folder:
            self._tell(target)
        return target

    def close(self) -> None:
        """Tell of the folder; take it away again if nothing was drawn into it, and it was not there before."""
        if self._in_folder and self._count:
            self._tell(f"{self._count} picture{'' if self._count == 1 else 's'} in {self._out}")
        for folder in self._made:
            with contextlib.suppress(OSError):  # it holds something
                folder.rmdir()

    def _target(self, reading: Reading) -> Path:
        page = "" if reading.page in {None, 1} and not self._in_folder else f"-{reading.page}"
        if not self._in_folder:
            target = self._out.with_name(f"{self._out.stem}{page}{self._out.suffix}")
        else:
            stem = shortened(stem_of(reading.file), _LONGEST_STEM)
            target = self._out / self._free(stem + ("" if reading.page is None else page))
        return check_may_draw(target, self._sources, overwrite=self._overwrite)

    def _free(self, stem: str) -> str:
        """Return a name that this writer has not given yet; pictures of several folders may have one name."""
        name, number = f"{stem}{_DRAWING}", 2
        while name in self._taken:
            name, number = f"{stem}-{number}{_DRAWING}", number + 1
        self._taken.add(name)
        return name
