"""Standard input as a picture: the sign for it, its bytes, and what drawings of it are called."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from convscope._errors import InputError

STDIN = "-"


def standard_input() -> BinaryIO:
    """Return standard input as an open file.

    Raises:
        InputError: it is closed.
    """
    if sys.stdin is None:
        raise InputError(
            "a picture must come on standard input", found="a closed one", todo="pipe one into it", file=STDIN
        )
    return sys.stdin.buffer


def stem_of(name: str) -> str:
    """Return what a drawing is called after: a picture's name without folder and suffix."""
    return "stdin" if name == STDIN else Path(name).stem
