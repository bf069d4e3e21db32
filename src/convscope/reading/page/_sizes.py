"""Writing of another size on the same page: a heading above the numbers, a note below a large one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convscope.reading.page._classify import Asker
from convscope.reading.page._lines import find_lines, mended, typical_height
from convscope.reading.page._parts import Part

# Digits of one hand differ in height by no more than this, and are at least so many pixels high.
_ALIKE, _LEAST = 1.9, 10.0
# Parts stand in one row if they overlap by this share of the lower one, are no further apart than so many heights, and
# one is no more than so many times as high: a bar beside several lines does not hold them together.
_OVERLAP, _REACH, _HIGHER = 0.45, 2.0, 3.0
# So many things that are much larger than the others, or smaller, are written too if they stand in a row.
_IN_A_HEADING, _IN_A_NOTE = 2, 3
# A row of things that are mostly this much lower than the page's is one of smaller writing.
_SMALLER = 0.5


@dataclass(frozen=True)
class Group:
    """Writing of one size.

    Args:
        lines: from top to bottom, each from left to right.
        height: of most of its digits.
        rest: what is none of it.
    """

    lines: list[list[Part]]
    height: float
    rest: list[Part]


def heading(large: list[Part], asker: Asker) -> Group:
    """Find the lines of writing among what is far too large beside the rest of the page.

    Args:
        large: what was found.
        asker: is asked whether parts are one broken digit.
    """
    return _of_one_size(large, _IN_A_HEADING, asker)


def note(parts: list[Part], page_height: float, asker: Asker) -> Group:
    """Find the lines of much smaller writing on a page.

    Args:
        parts: what is not too large.
        page_height: of most digits on the page.
        asker: is asked whether parts are one broken digit.
    """
    rows = _rows(parts)
    small = [typical_height(row) < _SMALLER * page_height for row in rows]
    found = _of_one_size([part for row, own in zip(rows, small, strict=True) if own for part in row], _IN_A_NOTE, asker)
    others = [part for row, own in zip(rows, small, strict=True) if not own for part in row]
    return Group(found.lines, found.height, others + found.rest)


def _of_one_size(parts: list[Part], fewest: int, asker: Asker) -> Group:
    height = typical_height(parts)
    alike = [part for part in parts if part.height <= _ALIKE * height]
    if height < _LEAST or len(alike) < fewest:
        return Group([], height, parts)
    whole = mended(alike, height, asker)
    lines = [line for line in find_lines(whole)[0] if sum(_ALIKE * part.height >= height for part in line) >= fewest]
    own = {id(part) for line in lines for part in line}
    rest = [part for part in parts if part.height > _ALIKE * height] + [part for part in whole if id(part) not in own]
    return Group(lines, height, rest)


def _rows(parts: list[Part]) -> list[list[Part]]:
    """Group parts that stand beside each other, whatever their size."""
    top, bottom, left, right = (
        np.array([getattr(part, side) for part in parts], float) for side in ("top", "bottom", "left", "right")
    )
    height = bottom - top
    overlap = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    apart = np.maximum(left[:, None], left) - np.minimum(right[:, None], right)
    beside = overlap >= _OVERLAP * np.minimum(height[:, None], height)
    beside &= np.maximum(height[:, None], height) <= _HIGHER * np.minimum(height[:, None], height)
    beside &= apart <= _REACH * np.maximum(height[:, None], height)
    return [[parts[index] for index in row] for row in _connected(beside)]


def _connected(beside: np.ndarray) -> list[np.ndarray]:
    """Return the rows of a symmetrical relation: what is connected, however many steps apart."""
    left = np.ones(len(beside), bool)
    rows = []
    while left.any():
        row = np.zeros(len(beside), bool)
        row[left.argmax()] = True
        while True:
            grown = beside[row].any(axis=0) & left
            if (grown == row).all():
                break
            row = grown
        rows.append(np.flatnonzero(row))
        left &= ~row
    return rows
