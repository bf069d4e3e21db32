"""Digits on a page: ink, lines, digits, and what is none."""

from __future__ import annotations

from convscope.reading.page._lattice import MOST_PIECES, WIDEST
from convscope.reading.page._network import open_network
from convscope.reading.page._parts import Part, find_parts, joined
from convscope.reading.page._reader import Reader
from convscope.reading.page._reading import UNLIKE, UNSURE, Box, Digit, Line, Reading, Refused
from convscope.reading.page._seams import cut_pieces
from convscope.reading.page._sheet import Sheet, find_ink
from convscope.reading.page._source import Readable, as_first, name_of
from convscope.reading.page._steps import Found, Page, box_of, find_digits

__all__ = [
    "MOST_PIECES",
    "UNLIKE",
    "UNSURE",
    "WIDEST",
    "Box",
    "Digit",
    "Found",
    "Line",
    "Page",
    "Part",
    "Readable",
    "Reader",
    "Reading",
    "Refused",
    "Sheet",
    "as_first",
    "box_of",
    "cut_pieces",
    "find_digits",
    "find_ink",
    "find_parts",
    "joined",
    "name_of",
    "open_network",
]
