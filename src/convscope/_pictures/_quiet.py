"""Pillow warns about damaged metadata; what matters of it is an error of ours, the rest nobody can act on."""

from __future__ import annotations

import contextlib
import threading
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_lock = threading.Lock()
_inside = 0
_filters = contextlib.ExitStack()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Silence Pillow's warnings, in several threads at once.

    The list of warning filters belongs to the process: the first thread to enter changes it, the last one to leave
    restores it.
    """
    global _inside  # noqa: PLW0603 - it counts the threads of the process
    with _lock:
        if _inside == 0:
            _filters.enter_context(warnings.catch_warnings())
            warnings.filterwarnings("ignore", module=r"PIL\.")
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                _filters.close()
