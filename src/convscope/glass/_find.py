"""Where the glass model is: a file, or a run folder that holds one."""

from __future__ import annotations

import os
from pathlib import Path

from convscope._errors import InputError

FILE_NAME = "model.onnx"
"""The glass model's name within a run folder."""


def find(path: str | os.PathLike[str]) -> Path:
    """Give the glass model's file for `path`: a run folder's `model.onnx`, or the file itself.

    Only looks whether it is there; `GlassModel` looks into it.

    Raises:
        InputError: there is no such file.
    """
    place = Path(path)
    todo = "name a .onnx file or the folder of a finished run"
    try:
        file = place / FILE_NAME if place.is_dir() else place
        if file.is_file():
            return file
        found = "no such file" if not file.exists() else "something that is no ordinary file"
    except (OSError, ValueError) as error:  # a name too long, a loop of links, a NUL in the name
        found = str(getattr(error, "strerror", None) or error).lower()
        file = place
    raise InputError("a glass model must be an ordinary file", found=found, todo=todo, file=file)
