"""Digit or not: a small shipped network that knows what digits look like, whichever network reads them."""

from __future__ import annotations

from convscope.reading.judge._judge import SHAPE, digit_likeness

__all__ = ["SHAPE", "digit_likeness"]
