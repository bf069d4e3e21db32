"""Digit or not: a small shipped network that knows what digits look like, whichever network reads them."""

from __future__ import annotations

from convscope.reading.judge._judge import SHAPE, answers_for, digit_likeness, digits_and_likeness

__all__ = ["SHAPE", "answers_for", "digit_likeness", "digits_and_likeness"]
