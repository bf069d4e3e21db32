"""What a drawing may be written over: another drawing, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convscope._errors import InputError
from convscope._files import check_new, is_folder
from convscope.reading._mark import is_marked

if TYPE_CHECKING:
    from collections.abc import Iterable


def check_may_draw(path: str | os.PathLike[str], sources: Iterable[Any] = (), *, overwrite: bool = False) -> Path:
    """Return `path` when nothing is there, or a drawing that may be replaced.

    Args:
        path: where a drawing is to be written.
        sources: what is read; of these only paths can be drawn over.
        overwrite: replace a drawing that is there; a file that is none is never replaced.

    Raises:
        InputError: something is there that stays, there is no such folder, or the name is too long.
        JobError: the folder cannot be written.
    """
    target = Path(path)
    if any(_same(target, source) for source in sources if isinstance(source, str | os.PathLike)):
        raise InputError(
            "a picture that is read is not drawn over",
            found="a picture of that name",
            todo="choose another",
            file=target,
        )
    # Of a folder the next check speaks.
    if os.path.lexists(target) and not is_folder(target) and not is_marked(target):
        raise InputError(
            "only a drawing of convscope is drawn over",
            found="another file",
            todo="choose another name or folder",
            file=target,
        )
    return check_new(target, overwrite=overwrite)


def _same(path: Path, source: str | os.PathLike[str]) -> bool:
    try:
        return path.samefile(source)
    except (OSError, ValueError):  # one of them is not there, or no name at all
        return False
