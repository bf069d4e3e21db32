"""Opening and listing run folders."""

from __future__ import annotations

import os
import re
from pathlib import Path

from convscope._errors import InputError
from convscope._files import exists, is_folder
from convscope.runs import _layout
from convscope.runs._checks import is_ours
from convscope.runs._folder import RunFolder


def load_run(path: str | os.PathLike[str]) -> RunFolder:
    """Return the run in the folder `path`.

    Raises:
        InputError: there is no such folder, or convscope did not make it.
    """
    folder = Path(path)
    todo = "convscope runs lists what is there"
    if not is_folder(folder):
        found = "a file" if exists(folder) else "nothing of that name"
        raise InputError("a run is a folder that convscope train made", found=found, todo=todo, file=folder)
    run = RunFolder(folder)
    if not exists(folder / _layout.CONFIG) or not is_ours(run.config):
        raise InputError(
            "a run is a folder that convscope train made",
            found=f"a folder without a {_layout.CONFIG} of convscope's",
            todo=todo,
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
    if not is_folder(folder):
        raise InputError(
            "runs are listed from a folder",
            found="no folder of that name",
            todo="train a network first: convscope train",
            file=folder,
        )
    return [RunFolder(child) for child in sorted(folder.iterdir(), key=_natural) if child.is_dir() and is_run(child)]


def is_run(folder: Path) -> bool:
    """Whether convscope made this folder; its config says so."""
    try:
        return is_ours(RunFolder(folder).config)
    except InputError:
        return False


def _natural(path: Path) -> list[tuple[int, int | str]]:
    """Sort `tutorial-10` after `tutorial-9`."""
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in re.split(r"(\d+)", path.name)]
