"""The engine's words, on standard error."""

from __future__ import annotations

import sys


def say(line: str) -> None:
    """Write one line that says who speaks."""
    sys.stderr.write(f"convscope.fit: {line}\n")
