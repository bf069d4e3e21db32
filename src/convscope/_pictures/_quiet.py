"""Decoders tell of damage in words of their own; what matters of it is an error of ours, the rest nobody can act on."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import threading
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PIL import _imaging

if TYPE_CHECKING:
    from collections.abc import Iterator

_TELLERS = ("TIFFSetErrorHandler", "TIFFSetWarningHandler")

_lock = threading.Lock()
_inside = 0
_filters = contextlib.ExitStack()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Silence Pillow's warnings, and libtiff's words on standard error, in several threads at once.

    The list of warning filters and libtiff's handlers belong to the process: the first thread to enter changes them,
    the last one to leave restores them.
    """
    global _inside  # noqa: PLW0603 - it counts the threads of the process
    with _lock:
        if _inside == 0:
            _filters.enter_context(warnings.catch_warnings())
            warnings.filterwarnings("ignore", module=r"PIL\.")
            for set_handler in _libtiff():
                _filters.callback(set_handler, set_handler(None))
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                _filters.close()


@functools.cache
def _libtiff() -> tuple[Callable[[int | None], Any], ...]:
    """Return the functions of Pillow's libtiff that take who is told of errors and return who was; Pillow has no way.

    They are looked up in Pillow's own module, which finds the very library that it is linked with. Where that shows
    none, as on Windows, libtiff goes on telling.
    """
    try:
        pillow = ctypes.CDLL(_imaging.__file__)
        found = tuple(getattr(pillow, name) for name in _TELLERS)
    except (OSError, AttributeError):
        return ()
    for function in found:
        function.argtypes, function.restype = [ctypes.c_void_p], ctypes.c_void_p
    return found
