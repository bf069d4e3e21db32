"""Digits on a page: ink, lines, digits, and what is none."""

from __future__ import annotations

from convscope.reading.page._reader import Reader
from convscope.reading.page._reading import Box, Digit, Line, Reading, Refused
from convscope.reading.page._source import Readable

__all__ = ["Box", "Digit", "Line", "Readable", "Reader", "Reading", "Refused"]
