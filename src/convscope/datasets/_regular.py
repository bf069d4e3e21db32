"""Regular files only, opened without ever waiting, and how much may be read from them."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

from convscope._errors import InputError

MOST_DEFLATE = 1032
"""DEFLATE, the method of gzip and of most zip files, makes at most 1032 bytes of one."""

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe (FIFO)",
    stat.S_IFCHR: "a device file",
    stat.S_IFBLK: "a device file",
    stat.S_IFSOCK: "a socket",
}
_UNKNOWN_MEMORY = 8 << 30


def file_mode(path: Path) -> int:
    """Return the mode of what `path` leads to.

    Raises:
        InputError: nothing is there, or it cannot be reached (a symlink loop, a name too long, no permission).
    """
    try:
        return path.stat().st_mode
    except FileNotFoundError as error:
        raise InputError(
            "a dataset must exist",
            found="nothing there",
            todo="give mnist, fashion_mnist, a folder of images, a .npz file or a folder of IDX files",
            file=path,
        ) from error
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error


def open_regular(path: Path) -> io.BufferedReader:
    """Open the regular file `path` for reading.

    Raises:
        InputError: it is missing, a folder, a device, a FIFO, empty or not readable.
    """
    _refuse_other_kinds(path, file_mode(path))
    try:
        # Not blocking: it may have become a FIFO in the meantime.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        handle = os.fdopen(os.open(path, flags), "rb")
    except OSError as error:
        raise unreadable(path, error) from error
    status = os.fstat(handle.fileno())
    try:
        _refuse_other_kinds(path, status.st_mode)
        _refuse_empty(path, status.st_size)
    except InputError:
        handle.close()
        raise
    return handle


def unreadable(path: Path, error: Exception) -> InputError:
    """Say in one line why `path` could not be read."""
    return InputError(
        "the file or folder must be readable",
        found=(getattr(error, "strerror", None) or str(error)).lower(),
        todo="check the path and its permissions",
        file=path,
    )


def check_memory(size: int, what: str, path: Path) -> None:
    """Refuse to make `size` bytes of arrays where that is more than half of this machine's memory.

    Raises:
        InputError: `size` is too large.
    """
    most = _memory() // 2
    if size > most:
        raise InputError(
            f"a dataset may take at most half of this machine's memory, {most / 1e9:,.1f} GB",
            found=f"{what} of {size / 1e9:,.1f} GB",
            todo="use fewer or smaller images",
            file=path,
        )


def _memory() -> int:
    """Return this machine's memory in bytes, where that is known."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return _UNKNOWN_MEMORY


def _refuse_other_kinds(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise InputError(
            "the data must be in a regular file",
            found=_KINDS.get(stat.S_IFMT(mode), "something else"),
            todo="save the data to a file first",
            file=path,
        )


def _refuse_empty(path: Path, size: int) -> None:
    if not size:
        raise InputError("the file must hold data", found="an empty file", todo="write it again", file=path)
