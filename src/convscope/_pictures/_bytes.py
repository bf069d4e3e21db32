"""The bytes of a source, without ever waiting: a FIFO or a device is refused, not read."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from convscope._errors import InputError, TooLargeError

if TYPE_CHECKING:
    from convscope._pictures._load import PictureSource

_NODES = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe (FIFO)",
    stat.S_IFCHR: "a device file",
    stat.S_IFBLK: "a device file",
    stat.S_IFSOCK: "a socket",
}


def read_bytes(source: PictureSource, *, label: str | None, max_bytes: int) -> bytes:
    """Return all bytes of `source`, at least one and at most `max_bytes`."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        data = bytes(source)
    elif isinstance(source, (str, Path)):
        data = _read_file(source, label=label, max_bytes=max_bytes)
    else:
        data = source.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise _too_large(len(data), label=label, max_bytes=max_bytes)
    if not data:
        raise InputError(
            "a picture must hold data", found="an empty file", todo="give a picture that was saved fully", file=label
        )
    return data


def _read_file(path: str | Path, *, label: str | None, max_bytes: int) -> bytes:
    """Read a regular file; everything else is named and refused."""
    try:
        _refuse_other_nodes(os.stat(path).st_mode, label=label)  # noqa: PTH116 - Path("") would be the current folder
        # Not blocking: the file may have become a FIFO in the meantime.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as handle:
            status = os.fstat(handle.fileno())
            _refuse_other_nodes(status.st_mode, label=label)
            if status.st_size > max_bytes:
                raise _too_large(status.st_size, label=label, max_bytes=max_bytes)
            return handle.read(max_bytes + 1)
    except FileNotFoundError as error:
        raise InputError("the picture must exist", found="no such file", todo="check the path", file=label) from error
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            "the picture must be a file that can be read",
            found=getattr(error, "strerror", None) or error,
            todo="check the path and its permissions",
            file=label,
        ) from error


def _refuse_other_nodes(mode: int, *, label: str | None) -> None:
    if not stat.S_ISREG(mode):
        raise InputError(
            "a picture must be a regular file",
            found=_NODES.get(stat.S_IFMT(mode), "something else"),
            todo="give the path of a picture",
            file=label,
        )


def _too_large(size: int, *, label: str | None, max_bytes: int) -> InputError:
    return TooLargeError(
        f"a picture file may have at most {max_bytes / 1e6:,.0f} MB",
        found=f"{size / 1e6:,.1f} MB or more",
        todo="save it smaller, for instance as JPEG",
        file=label,
    )
