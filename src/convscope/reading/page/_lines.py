"""Parts in lines of writing, in reading order."""

from __future__ import annotations

import numpy as np

from convscope.reading.ink import typical_size
from convscope.reading.page._classify import Asker
from convscope.reading.page._parts import Part, joined

# A part continues a line if this share of the smaller height overlaps.
_OVERLAP = 0.45
# Parts lower than this share of the typical height cannot start a line; they join the one they lie in.
_SMALL = 0.3
# Written ink is not as flat as this, nor does it fill its box to this share.
_FLAT, _FULL = 0.6, 0.85
# Parts of a broken digit: one above the other by this share of the narrower, this near, together at most this high.
_ABOVE, _BREAK, _WHOLE = 0.6, 0.2, 1.35
# One may stand aside, over this share, or reach down beside the other by this many digit heights, if the network
# finds the whole at least so likely a digit.
_ASIDE, _WOVEN, _DIGIT = 0.3, 0.35, 0.3
# What is smaller than this beside the others is no piece of a digit.
_BROKEN_OFF = 0.12
# How many of a line's last parts say where it runs.
_MEMORY = 3


def find_lines(parts: list[Part]) -> tuple[list[list[Part]], list[Part]]:
    """Group parts into lines from top to bottom, each from left to right; specks far from any line are left over."""
    if not parts:
        return [], []
    typical = typical_height(parts)
    large = [part for part in parts if part.height >= _SMALL * typical]
    small = [part for part in parts if part.height < _SMALL * typical]
    lines: list[list[Part]] = []
    for part in sorted(large, key=lambda part: part.left):
        # A piece that broke off is half as high as its line, and must not draw whole digits out of it.
        near = [line for line in lines if _overlap(line, part) >= _OVERLAP]
        best = max(near, key=lambda line: _rows_shared(line, part), default=None)
        if best is not None:
            best.append(part)
        else:
            lines.append([part])
    left_over: list[Part] = []
    for part in small:
        home = _home(lines, part)
        (left_over if home is None else home).append(part)
    return [sorted(line, key=lambda part: part.left) for line in sorted(lines, key=_middle)], left_over


def typical_height(parts: list[Part]) -> float:
    """Return the height that most written ink belongs to: specks are many, but have little; 0 without parts."""
    written = [part for part in parts if part.height > _FLAT * part.width and part.area < _FULL * part.mask.size]
    chosen = written or parts
    if not chosen:
        return 0.0
    heights = np.array([part.height for part in chosen], float)
    weights = np.array([part.area for part in chosen], float)
    return typical_size(heights, weights)


def mended(parts: list[Part], typical: float, asker: Asker) -> list[Part]:
    """Join parts that stand above each other and are one digit high together: a digit that broke across.

    Where they do not stand right above each other, as the bar of a 5 may, the network is asked whether the whole is
    likelier a digit than both are.
    """
    least = _BROKEN_OFF * typical
    result = [part for part in parts if max(part.height, part.width) < least]
    left = sorted((part for part in parts if max(part.height, part.width) >= least), key=lambda part: part.top)
    while left:
        part = left.pop(0)
        for other in left:
            if other.top - part.bottom > _BREAK * typical:
                # So are all that follow.
                result.append(part)
                break
            if _fit(part, other, typical) and (_is_right_above(part, other) or _is_one(asker, part, other)):
                left.remove(other)
                left.insert(0, joined([part, other]))
                break
        else:
            result.append(part)
    return result


def _fit(upper: Part, lower: Part, typical: float) -> bool:
    """Tell whether two parts may be one digit that broke across."""
    height = max(upper.bottom, lower.bottom) - upper.top
    apart = lower.top - upper.bottom
    return (
        _shared(upper, lower) >= _ASIDE
        and -_WOVEN * typical <= apart <= _BREAK * typical
        and height <= _WHOLE * typical
    )


def _is_right_above(upper: Part, lower: Part) -> bool:
    return _shared(upper, lower) >= _ABOVE and lower.top >= upper.bottom


def _is_one(asker: Asker, upper: Part, lower: Part) -> bool:
    answers = asker.ask([joined([upper, lower]), upper, lower])
    whole, *pieces = (float(row.max()) * likeness for row, likeness in answers)
    return whole >= max(_DIGIT, pieces[0] * pieces[1])


def _shared(part: Part, other: Part) -> float:
    """Return which share of the narrower part's width lies over the other."""
    return (min(part.right, other.right) - max(part.left, other.left)) / min(part.width, other.width)


def _overlap(line: list[Part], part: Part) -> float:
    """Return how much of the smaller height a part shares with the line's end."""
    top, bottom = _end(line)
    return _rows_shared(line, part) / min(bottom - top, part.height)


def _rows_shared(line: list[Part], part: Part) -> float:
    """Return how many rows a part shares with the line's end; less than 0 for those between them."""
    top, bottom = _end(line)
    return float(min(bottom, part.bottom) - max(top, part.top))


def _end(line: list[Part]) -> tuple[float, float]:
    """Return between which rows the last parts of a line stand."""
    last = line[-_MEMORY:]
    return sum(other.top for other in last) / len(last), sum(other.bottom for other in last) / len(last)


def _home(lines: list[list[Part]], part: Part) -> list[Part] | None:
    """Return the line that a small part lies in: the nearest large part's, if it is near."""
    best, best_distance = None, np.inf
    middle_y, middle_x = part.top + part.height / 2, part.left + part.width / 2
    for line in lines:
        for other in line:
            dy = max(other.top - middle_y, middle_y - other.bottom, 0)
            dx = max(other.left - middle_x, middle_x - other.right, 0)
            if dy <= 0.3 * other.height and dx <= other.height and dy + dx < best_distance:
                best, best_distance = line, dy + dx
    return best


def _middle(line: list[Part]) -> float:
    return float(np.mean([part.top + part.height / 2 for part in line]))
