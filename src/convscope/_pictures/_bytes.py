"""The bytes of a source, without ever waiting: a FIFO or a device is refused, not read."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from convscope._errors import InputError, TooLargeError

if TYPE_CHECKING:
    from convscope._pictures._load import BinaryFile, PictureSource

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
    elif isinstance(source, (str, os.PathLike)):
        data = _read_file(source, label=label, max_bytes=max_bytes)
    elif callable(getattr(source, "read", None)):
        data = _read_open(source, label=label, max_bytes=max_bytes)
    else:
        raise InputError(
            "a picture must be a path, bytes or an open file",
            found=type(source).__name__,
            todo="pass one of these",
            file=label,
        )
    if len(data) > max_bytes:
        raise _too_large(len(data), label=label, max_bytes=max_bytes)
    if not data:
        raise InputError(
            "a picture must hold data", found="an empty file", todo="give a picture that was saved fully", file=label
        )
    return data


def _read_open(file: BinaryFile, *, label: str | None, max_bytes: int) -> bytes:
    """Read an open file to its end, or to more than `max_bytes`; some give less at a time than they are asked for."""
    chunks: list[bytes] = []
    left = max_bytes + 1
    read: Callable[[int], Any] = file.read
    try:
        while left > 0 and (chunk := read(left)):
            if isinstance(chunk, str):
                raise _not_readable("one opened as text", "open it with mode 'rb'", label)
            chunks.append(chunk)
            left -= len(chunk)
        return b"".join(chunks)
    except InputError:
        raise
    except UnicodeDecodeError as error:
        raise _not_readable("one opened as text", "open it with mode 'rb'", label) from error
    except (OSError, ValueError, TypeError) as error:  # closed, write-only, or no file after all
        found = getattr(error, "strerror", None) or error
        raise _not_readable(f"an error: {found}", "open it anew, with mode 'rb'", label) from error


def _not_readable(found: object, todo: str, label: str | None) -> InputError:
    return InputError("a picture's open file must give bytes", found=found, todo=todo, file=label)


def _read_file(path: str | os.PathLike[str], *, label: str | None, max_bytes: int) -> bytes:
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
