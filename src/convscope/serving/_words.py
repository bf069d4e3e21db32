"""Words for whoever runs the service, on standard error."""

from __future__ import annotations

import contextlib
import sys

from convscope._errors import one_line


def say(text: str) -> None:
    """Write one line, if there is still somebody to read it."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"convscope: {one_line(text)}\n")
        sys.stderr.flush()
