"""Where a stroke crosses a line of the paper."""

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading._arrays import Mask

THICKEST = 13
"""No ruled line is thicker than this, in pixels of the working size."""
# Strokes cross level lines upright, or leaning by so many columns a row; what leans more runs along the line.
_LEANS = (0.0, 0.5, -0.5, 1.0, -1.0)
# From a line's middle to what goes on beside it is as far as the line is thick, and so many rows.
_BESIDE = 2


def crossing(lines: Mask, writing: Mask) -> Mask:
    """Tell which pixels of level lines have writing just above and just below: a stroke crosses the line there.

    Args:
        lines: the lines' pixels.
        writing: the ink beside and on them.
    """
    if not lines.any():
        return lines
    ink = writing.astype(np.uint8)
    reach = min(THICKEST - 1, round(_thickness(lines)) + _BESIDE)
    crossed = np.zeros(lines.shape, bool)
    for lean in _LEANS:
        below = _ray(reach, lean)
        above = np.ascontiguousarray(below[::-1, ::-1])
        crossed |= (cv2.dilate(ink, below) > 0) & (cv2.dilate(ink, above) > 0)
    return np.asarray(lines & crossed)


def crossing_upright(lines: Mask, writing: Mask) -> Mask:
    """Tell which pixels of upright lines have writing just to the left and just to the right.

    Args:
        lines: the lines' pixels.
        writing: the ink beside and on them.
    """
    return crossing(np.ascontiguousarray(lines.T), np.ascontiguousarray(writing.T)).T


def _thickness(lines: Mask) -> float:
    """Return how many rows lines are thick on average."""
    starts = np.diff(lines.astype(np.int8), axis=0, prepend=0) > 0
    return float(lines.sum() / max(1, int(starts.sum())))


def _ray(reach: int, lean: float) -> np.ndarray:
    """Return a kernel that looks from its middle downwards."""
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.uint8)
    rows = np.arange(reach + 1)
    kernel[reach + rows, reach + np.round(lean * rows).astype(int)] = 1
    return kernel
