"""Opening, creating and listing run folders."""

from __future__ import annotations

import errno
import os
import re
import shutil
from pathlib import Path

from convscope import _files
from convscope._errors import InputError, JobError
from convscope.runs import _layout
from convscope.runs._folder import RunFolder


def load_run(path: str | os.PathLike[str]) -> RunFolder:
    """Return the run in the folder `path`.

    Raises:
        InputError: there is no such folder, or convscope did not make it.
    """
    folder = Path(path)
    if not _safe(folder.is_dir):
        found = "a file" if _safe(folder.exists) else "nothing of that name"
        raise InputError(
            "a run is a folder that convscope train made",
            found=found,
            todo="convscope runs lists what is there",
            file=folder,
        )
    run = RunFolder(folder)
    if not _is_run(folder):
        raise InputError(
            "a run is a folder that convscope train made",
            found=f"a folder without a {_layout.CONFIG} of convscope's",
            todo="convscope runs lists what is there",
            file=folder,
        )
    version = run.config["format"]
    if version != _layout.FORMAT:
        raise InputError(
            f"this convscope reads run folders of format {_layout.FORMAT}",
            found=f"format {version!r}",
            todo="use the convscope that wrote it",
            file=folder,
        )
    return run


def list_runs(root: str | os.PathLike[str]) -> list[RunFolder]:
    """Return the runs in the folder `root`, oldest number first; other folders are passed over.

    Raises:
        InputError: `root` is no folder.
    """
    folder = Path(root)
    if not _safe(folder.is_dir):
        raise InputError(
            "runs are listed from a folder",
            found="no folder of that name",
            todo="train a network first: convscope train",
            file=folder,
        )
    return [RunFolder(child) for child in sorted(folder.iterdir(), key=_natural) if child.is_dir() and _is_run(child)]


def create_run(out: str | os.PathLike[str] | None, recipe: str, *, overwrite: bool = False) -> RunFolder:
    """Make the folder of a new run: `out`, or the next free `runs/<recipe>-<n>`.

    Args:
        out: the folder; it may exist when it is empty, or with `overwrite` when it holds a run.
        recipe: names the folder when `out` is None.
        overwrite: take away the files of the run that is there; files that are not a run's stay.

    Raises:
        InputError: the folder holds something.
        JobError: the folder cannot be made.
    """
    if out is None:
        return RunFolder(_next_free(Path("runs"), recipe))
    folder = Path(out)
    if _safe(folder.exists) and not folder.is_dir():
        raise InputError("a run's folder must be a folder", found="a file", todo="choose another --out", file=folder)
    if folder.is_dir() and any(folder.iterdir()):
        _clear(folder, overwrite=overwrite)
    return RunFolder(_files.make_folder(folder))


def _next_free(root: Path, recipe: str) -> Path:
    """Create and return `root/<recipe>-<n>` with the first n that is larger than all there are."""
    _files.make_folder(root)
    pattern = re.compile(re.escape(recipe) + r"-(\d+)")
    numbers = [int(match[1]) for child in root.iterdir() if (match := pattern.fullmatch(child.name))]
    number = max(numbers, default=0)
    while True:
        number += 1
        folder = root / f"{recipe}-{number}"
        try:
            folder.mkdir()
        except FileExistsError:  # another training took the number
            continue
        except OSError as error:
            raise JobError("the run's folder must be created", found=error.strerror, file=folder) from error
        return folder


def _clear(folder: Path, *, overwrite: bool) -> None:
    """Take the files of a run out of `folder`, or say why not."""
    if not _is_run(folder):
        raise InputError(
            "a run's folder must be new, empty, or a run",
            found="a folder that holds other files",
            todo="choose another --out",
            file=folder,
        )
    if not overwrite:
        raise InputError(
            "nothing that exists is overwritten",
            found="a run in this folder",
            todo="choose another --out, give --overwrite, or go on with --resume",
            file=folder,
        )
    try:
        # The config goes last: until then an interrupted clearing still is a run.
        for name in sorted(_layout.FILES, key=lambda name: name == _layout.CONFIG):
            (folder / name).unlink(missing_ok=True)
        for name in _layout.FOLDERS:
            shutil.rmtree(folder / name, ignore_errors=True)
    except OSError as error:
        raise JobError("the old run must be removable", found=error.strerror, file=folder) from error


def _is_run(folder: Path) -> bool:
    """Whether convscope made this folder: its config carries the layout's version and convscope's."""
    try:
        config = RunFolder(folder).config
    except InputError:
        return False
    return "format" in config and "convscope" in config


def _natural(path: Path) -> list[tuple[int, int | str]]:
    """Sort `tutorial-10` after `tutorial-9`."""
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in re.split(r"(\d+)", path.name)]


def _safe(test: object) -> bool:
    """Answer a question about a path; names that the system refuses (too long, NUL) do not exist."""
    assert callable(test)
    try:
        return bool(test())
    except ValueError:
        return False
    except OSError as error:
        if error.errno in (errno.ENAMETOOLONG, errno.ELOOP, errno.EACCES):
            return False
        raise
