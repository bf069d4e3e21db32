"""What a file is, by its content, when a .npz was expected."""

from __future__ import annotations

from pathlib import Path

from convscope._errors import InputError
from convscope.datasets._idx import looks_like_idx
from convscope.datasets._regular import open_regular, unreadable

_START = 512
_ZIP = b"PK"
_GZIP = b"\x1f\x8b"
_SIGNS = (
    (b"\x93NUMPY", "a single array (.npy)", "numpy.savez_compressed(path, x_train=..., y_train=..., ...)"),
    (b"\x80", "a pickle, which is never loaded", "save the arrays with numpy.savez_compressed"),
    (b"\x89PNG", "one picture", "give the folder that holds one folder of pictures a class"),
    (b"\xff\xd8\xff", "one picture", "give the folder that holds one folder of pictures a class"),
    (b"\x89HDF", "an HDF5 file", "save the arrays with numpy.savez_compressed"),
)


def refuse_unless_zip(path: Path) -> None:
    """Refuse a file that is no zip archive, saying what it is instead.

    Raises:
        InputError: it is missing, not a regular file, empty, or no zip archive.
    """
    with open_regular(path) as handle:
        try:
            start = handle.read(_START)
        except OSError as error:
            raise unreadable(path, error) from error
    if start.startswith(_ZIP):
        return
    found, todo = _recognised(start)
    raise InputError(
        "a dataset in one file must be a .npz (a zip archive of arrays)", found=found, todo=todo, file=path
    )


def _recognised(start: bytes) -> tuple[str, str]:
    """Say what begins with `start`, and what to do."""
    if start.startswith(_GZIP) or looks_like_idx(start):
        return "one IDX or gzip file", "give the folder that holds the four IDX files"
    for sign, found, todo in _SIGNS:
        if start.startswith(sign):
            return found, todo
    todo = "give a .npz file, a folder of images or a folder of IDX files"
    try:
        text = start.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(start) - 3 or b"\0" in start:
            return "data of another kind", todo
        text = start[: error.start].decode("utf-8")
    return ("data of another kind" if "\0" in text else "a text file"), todo
