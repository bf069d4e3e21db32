"""Making the folder of a new run, and what becomes of a run that is there already."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from pathlib import Path

from convscope import _files
from convscope._errors import InputError, JobError
from convscope._files import exists, is_folder
from convscope.runs import _layout
from convscope.runs._folder import RunFolder
from convscope.runs._open import is_run


def create_run(out: str | os.PathLike[str] | None, recipe: str, *, overwrite: bool = False) -> RunFolder:
    """Make the folder of a new run: `out`, or the next free `runs/<recipe>-<n>`.

    Nothing in it is touched; `take_over` does that, once the run is locked.

    Args:
        out: the folder; it may exist when it is empty, or with `overwrite` when it holds a run.
        recipe: names the folder when `out` is None.
        overwrite: allow a run that is there.

    Raises:
        InputError: the folder holds something.
        JobError: the folder cannot be made.
    """
    if out is None:
        return _with_checkpoint(RunFolder(_next_free(Path("runs"), recipe)))
    folder = Path(out)
    if exists(folder) and not is_folder(folder):
        raise InputError("a run's folder must be a folder", found="a file", todo="choose another place", file=folder)
    if is_folder(folder):
        _check_free(folder, overwrite=overwrite)
    return _with_checkpoint(RunFolder(_files.make_folder(folder)))


def take_over(run: RunFolder, *, overwrite: bool = False) -> bool:
    """Put the files of the run that is there into `replaced/`; files that are not a run's stay.

    To be called with the run locked. Where the run that is there never came to its end, what it was to replace
    stays in `replaced/` instead of it.

    Returns:
        Whether there was a run.

    Raises:
        InputError: there is a run and `overwrite` is not given.
        JobError: it cannot be moved; it is as it was.
    """
    _check_free(run.path, overwrite=overwrite)
    if not is_run(run.path):
        return False
    aside = run.replaced_path
    try:
        if aside.exists() and not run.finished:
            _remove(run.path)
            return True
        if aside.exists():
            shutil.rmtree(aside)
        aside.mkdir()
        _move(run.path, aside)
    except OSError as error:
        with contextlib.suppress(OSError):
            _move(aside, run.path)
            aside.rmdir()
        raise JobError("the old run must be movable", found=error.strerror, file=run.path) from error
    return True


def put_back(run: RunFolder) -> None:
    """Undo `create_run` and `take_over`: the new run's files go, those of the run before it come back."""
    aside = run.replaced_path
    if aside.is_dir():
        _remove(run.path)
        _move(aside, run.path)
        aside.rmdir()
        return
    _remove(run.path)
    run.lock_path.unlink(missing_ok=True)
    for folder in (run.lock_path.parent, run.path):
        with contextlib.suppress(OSError):  # it holds something else
            folder.rmdir()


def forget_replaced(run: RunFolder) -> None:
    """Remove the run that was replaced, now that the new one is whole."""
    shutil.rmtree(run.replaced_path, ignore_errors=True)


def _with_checkpoint(run: RunFolder) -> RunFolder:
    _files.make_folder(run.state_path.parent)
    return run


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


def _check_free(folder: Path, *, overwrite: bool) -> None:
    """Raise `InputError` unless a new run may begin in `folder`."""
    if is_run(folder):
        if not overwrite:
            raise InputError(
                "nothing that exists is overwritten",
                found="a run in this folder",
                todo="choose another --out (out=), give --overwrite (overwrite=True), "
                "or go on with --resume (convscope.resume)",
                file=folder,
            )
    elif not _only_begun(folder):
        raise InputError(
            "a run's folder must be new, empty, or a run",
            found="a folder that holds other files",
            todo="choose another place",
            file=folder,
        )


def _only_begun(folder: Path) -> bool:
    """Whether `folder` is empty, or holds no more than a training that was killed before its config was written."""
    checkpoint = folder / _layout.CHECKPOINT
    inside = [file.name for file in checkpoint.iterdir()] if checkpoint.is_dir() else []
    if not all(name == _layout.LOCK or _files.is_temporary(name) for name in inside):
        return False
    begun = {_layout.CHECKPOINT, f"{_layout.NETWORK}.py", f"{_layout.NETWORK}.keras"} if checkpoint.is_dir() else set()
    return all(file.name in begun or _files.is_temporary(file.name) for file in folder.iterdir())


def _parts(folder: Path) -> list[Path]:
    """Return the files and folders of the run in `folder`; its lock is none of them."""
    # The config goes last: until then a clearing that is interrupted leaves what still is a run.
    names = sorted(_layout.FILES, key=lambda name: name == _layout.CONFIG)
    paths = [folder / _layout.TENSORBOARD, folder / _layout.CHECKPOINT / _layout.STATE, *(folder / n for n in names)]
    return [path for path in paths if path.exists()]


def _remove(folder: Path) -> None:
    """Remove the run in `folder`."""
    for path in _parts(folder):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _move(source: Path, target: Path) -> None:
    """Move the run in `source` to `target`."""
    for path in _parts(source):
        place = target / path.relative_to(source)
        place.parent.mkdir(exist_ok=True)
        path.replace(place)
    if source.name == _layout.REPLACED:
        with contextlib.suppress(OSError):
            (source / _layout.CHECKPOINT).rmdir()
