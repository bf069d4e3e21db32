"""Decoded data kept as memory-mapped files in the user's cache folder.

Safe with several processes at once: a file appears whole, by a rename, and is checked each time before it is used.
The cache is a convenience: where it cannot be written (a read-only home, a full disk) the data stay in memory.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

from convscope._errors import ConvscopeError
from convscope._files import cache_folder, make_folder, write_bytes

_ABANDONED_SECONDS = 3600.0


def cached(name: str, size: int, valid: Callable[[memoryview], bool], make: Callable[[], bytes]) -> memoryview:
    """Return the bytes of the cached file `name`, made first where it is missing or not valid.

    Args:
        name: file name in the cache folder; it should change when the content does.
        size: the content's number of bytes.
        valid: tells whether a content is the right one; it sees every cached file before that is used.
        make: makes the content.

    Returns:
        A read-only view: of the mapped file, or of what was made.
    """
    path = cache_folder() / name
    content = _mapped(path, size)
    if content is not None and valid(content):
        return content
    made = make()
    with contextlib.suppress(ConvscopeError):
        make_folder(path.parent)
        _remove_abandoned(path)
        write_bytes(path, made)
    return memoryview(made)


def _mapped(path: Path, size: int) -> memoryview | None:
    """Map a regular file of `size` bytes; None where there is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError:
        return None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size != size:
            return None
        return memoryview(mmap.mmap(descriptor, size, access=mmap.ACCESS_READ))
    except OSError:
        return None
    finally:
        os.close(descriptor)


def _remove_abandoned(path: Path) -> None:
    """Remove temporary files that a killed process left behind while writing `path`."""
    for left in path.parent.glob(f".{path.stem}.*{path.suffix}"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:
                left.unlink()
