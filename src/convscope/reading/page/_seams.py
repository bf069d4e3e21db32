"""Where a wide piece of ink may be cut in two: the paths from top to bottom that cross the least ink, and no loop."""

from __future__ import annotations

import cv2
import numpy as np
from jaxtyping import Float64, Int64

from convscope.reading._arrays import Mask
from convscope.reading.page._parts import Part, tight

# A piece this much wider than the line is high may hold two digits.
_WIDE = 0.75
# Seams stand at least this far apart, in line heights, and so far from the ends: a 1 is narrow.
_APART = 0.18
# Crossing a pixel of ink costs this much more than paper; a step sideways costs this.
_INK, _SIDEWAYS = 1.0, 0.15
# Paper inside a loop costs so much: a seam through a 0 crosses no more ink than one between two that touch.
_HOLE = 0.25
# A seam crosses at most so many stroke widths of ink.
_THROUGH = 2.2
_MOST_SEAMS = 16


def is_wide(part: Part, height: float) -> bool:
    """Tell whether a part is wide enough to be two digits."""
    return part.width >= _WIDE * height


def cut_pieces(part: Part, height: float, stroke: float) -> list[Part]:
    """Cut a part into pieces from left to right, at every place where two digits may touch.

    Args:
        part: connected ink.
        height: the height of the line's digits.
        stroke: the width of its strokes; a seam crosses at most about two of them.

    Returns:
        The pieces, or the part itself where nothing invites a cut.
    """
    if not is_wide(part, height):
        return [part]
    seams = _good_seams(part.mask, max(3, round(_APART * height)), _THROUGH * stroke)
    if not seams:
        return [part]
    columns = np.arange(part.width)
    pieces: list[Part] = []
    left = np.zeros(part.height, int)
    for right in [*seams, np.full(part.height, part.width)]:
        inside = (columns[None] >= left[:, None]) & (columns[None] < right[:, None])
        piece = part.mask & inside
        if piece.any():
            pieces.append(tight(part.top, part.left, piece, whole=part))
        left = right
    return pieces


def _good_seams(mask: np.ndarray, apart: int, most_ink: float) -> list[np.ndarray]:
    """Return seams, each a column for every row, that cross little ink; from left to right."""
    width = mask.shape[1]
    if width < 2 * apart:
        return []
    middles = range(apart, width - apart + 1, max(1, apart // 2))
    # Columns more, which nothing can cross, so that all windows are of one width.
    price = np.where(mask, _INK, _HOLE * _holes(mask))
    padded = np.pad(price, ((0, 0), (apart, apart + 1)), constant_values=np.inf)
    seams, costs = _seams(np.stack([padded[:, middle : middle + 2 * apart + 1] for middle in middles]))
    rows = np.arange(len(mask))
    found = [
        (float(cost), middle - apart + int(np.median(seam)), seam + middle - apart)
        for middle, seam, cost in zip(middles, seams, costs, strict=True)
        if mask[rows, seam + middle - apart].sum() <= most_ink
    ]
    chosen: list[tuple[int, np.ndarray]] = []
    for _, place, seam in sorted(found, key=lambda item: item[0]):
        if apart <= place <= width - apart and all(abs(place - other) >= apart for other, _ in chosen):
            chosen.append((place, seam))
    ordered = [seam for _, seam in sorted(chosen[:_MOST_SEAMS], key=lambda item: item[0])]
    for index in range(1, len(ordered)):
        ordered[index] = np.maximum(ordered[index], ordered[index - 1])
    return ordered


def _holes(mask: Mask) -> Mask:
    """Tell which paper has ink all around it."""
    _count, labels = cv2.connectedComponents(np.pad(~mask, 1, constant_values=True).astype(np.uint8), connectivity=4)
    return np.asarray((labels[1:-1, 1:-1] != labels[0, 0]) & ~mask)


def _seams(
    windows: Float64[np.ndarray, "n rows width"],
) -> tuple[Int64[np.ndarray, "n rows"], Float64[np.ndarray, " n"]]:
    """Find in each window the cheapest path from top to bottom, one column a row, and what it costs."""
    count, rows, width = windows.shape
    away = np.abs(np.arange(width) - width / 2) / width
    total = windows + 0.02 * away
    for row in range(1, rows):
        framed = np.pad(total[:, row - 1], ((0, 0), (1, 1)), constant_values=np.inf)
        aside = np.minimum(framed[:, :-2], framed[:, 2:]) + _SIDEWAYS
        total[:, row] += np.minimum(framed[:, 1:-1], aside)
    each = np.arange(count)
    path = np.empty((count, rows), np.int64)
    path[:, -1] = total[:, -1].argmin(axis=1)
    for row in range(rows - 2, -1, -1):
        columns = path[:, row + 1, None] + np.array([-1, 0, 1])
        inside = columns.clip(0, width - 1)
        steps = total[each[:, None], row, inside] + np.array([_SIDEWAYS, 0, _SIDEWAYS])
        steps[columns != inside] = np.inf
        path[:, row] = inside[each, steps.argmin(axis=1)]
    return path, windows[each[:, None], np.arange(rows), path].sum(axis=1)
