"""Parts in lines of writing, in reading order."""

from __future__ import annotations

import numpy as np

from convscope.reading.page._parts import Part

# A part continues a line if this share of the smaller height overlaps.
_OVERLAP = 0.45
# Parts lower than this share of the typical height cannot start a line; they join the one they lie in.
_SMALL = 0.3
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
        best = max(lines, key=lambda line: _overlap(line, part), default=None)
        if best is not None and _overlap(best, part) >= _OVERLAP:
            best.append(part)
        else:
            lines.append([part])
    left_over: list[Part] = []
    for part in small:
        home = _home(lines, part)
        (left_over if home is None else home).append(part)
    return [sorted(line, key=lambda part: part.left) for line in sorted(lines, key=_middle)], left_over


def typical_height(parts: list[Part]) -> float:
    """Return the height that most ink belongs to: specks are many, but have little; 0 without parts."""
    if not parts:
        return 0.0
    heights = np.array([part.height for part in parts], float)
    weights = np.array([part.area for part in parts], float)
    order = np.argsort(heights)
    return float(heights[order][np.searchsorted(np.cumsum(weights[order]), weights.sum() / 2)])


def _overlap(line: list[Part], part: Part) -> float:
    """Return how much of the smaller height a part shares with the line's end."""
    last = line[-_MEMORY:]
    top, bottom = float(np.mean([other.top for other in last])), float(np.mean([other.bottom for other in last]))
    shared = min(bottom, part.bottom) - max(top, part.top)
    return shared / min(bottom - top, part.height)


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
