"""Where a wide piece of ink may be cut in two: the paths from top to bottom that cross the least ink."""

from __future__ import annotations

import numpy as np

from convscope.reading.page._parts import Part, tight

# A piece this much wider than the line is high may hold two digits.
WIDE = 0.75
# Seams stand at least this far apart and from the ends, in line heights.
_APART = 0.25
# Crossing a pixel of ink costs this much more than paper; a step sideways costs this.
_INK, _SIDEWAYS = 1.0, 0.15
_MOST_SEAMS = 8


def cut_pieces(part: Part, height: float, stroke: float) -> list[Part]:
    """Cut a part into pieces from left to right, at every place where two digits may touch.

    Args:
        part: connected ink.
        height: the height of the line's digits.
        stroke: the width of its strokes; a seam crosses at most about two of them.

    Returns:
        The pieces, or the part itself where nothing invites a cut.
    """
    if part.width < WIDE * height:
        return [part]
    seams = _good_seams(part.mask, max(3, round(_APART * height)), 2.2 * stroke)
    if not seams:
        return [part]
    columns = np.arange(part.width)
    pieces: list[Part] = []
    left = np.zeros(part.height, int)
    for right in [*seams, np.full(part.height, part.width)]:
        inside = (columns[None] >= left[:, None]) & (columns[None] < right[:, None])
        piece = part.mask & inside
        if piece.any():
            pieces.append(tight(part.top, part.left, piece, cut_left=bool(pieces)))
        left = right
    return pieces


def _good_seams(mask: np.ndarray, apart: int, most_ink: float) -> list[np.ndarray]:
    """Return seams, each a column for every row, that cross little ink; from left to right."""
    width = mask.shape[1]
    found: list[tuple[float, int, np.ndarray]] = []
    for middle in range(apart, width - apart + 1, max(1, apart // 2)):
        low, high = max(0, middle - apart), min(width, middle + apart + 1)
        seam, crossed = _seam(mask[:, low:high])
        if crossed <= most_ink:
            found.append((crossed, low + int(np.median(seam)), seam + low))
    chosen: list[tuple[int, np.ndarray]] = []
    for _, place, seam in sorted(found, key=lambda item: item[0]):
        if apart <= place <= width - apart and all(abs(place - other) >= apart for other, _ in chosen):
            chosen.append((place, seam))
    seams = [seam for _, seam in sorted(chosen[:_MOST_SEAMS], key=lambda item: item[0])]
    for index in range(1, len(seams)):
        seams[index] = np.maximum(seams[index], seams[index - 1])
    return seams


def _seam(window: np.ndarray) -> tuple[np.ndarray, float]:
    """Find the cheapest path from top to bottom, one column a row, and how much ink it crosses."""
    rows, width = window.shape
    away = np.abs(np.arange(width) - width / 2) / width
    cost = window * _INK + 0.02 * away[None]
    total = np.empty((rows, width))
    total[0] = cost[0]
    for row in range(1, rows):
        above = total[row - 1]
        left = np.concatenate([[np.inf], above[:-1]]) + _SIDEWAYS
        right = np.concatenate([above[1:], [np.inf]]) + _SIDEWAYS
        total[row] = cost[row] + np.minimum(above, np.minimum(left, right))
    path = np.empty(rows, int)
    path[-1] = int(total[-1].argmin())
    for row in range(rows - 2, -1, -1):
        column = path[row + 1]
        low = max(0, column - 1)
        steps = total[row, low : column + 2] + _SIDEWAYS * (np.arange(low, min(width, column + 2)) != column)
        path[row] = low + int(steps.argmin())
    return path, float(window[np.arange(rows), path].sum())
