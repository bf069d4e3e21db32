"""Whether what was said to be one digit is several: ink of a digit's size beside it, or in what was taken for it."""

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading._arrays import Mask
from convscope.reading.form import crop, stroke_width
from convscope.reading.single._main_ink import left_out

# The longer side of another digit, in those of this one; its pen, in widths of this one's.
_SIZE, _PEN = (0.5, 2.0), (0.4, 2.5)
# A stroke less than so many widths long is a blot; wider than so many times its height is a dash or a line's remain.
_BLOT, _FLAT = 2.2, 2.5
# On ruled paper what is straight and lies as the lines do, at most so many widths across, is a remain of them.
_STRAIGHT = 1.6
# Ink in one piece is seldom so many times wider than high if it is one digit, in parts side by side already so many.
_WIDE, _WIDE_IN_PARTS = 2.2, 1.5
# Side by side, the lower one this share of the higher one at least: two digits. The parts of one 4 are less alike.
_ALIKE = 0.75
# Less than this share of the ink is a speck.
_SPECK = 0.02


SEVERAL = "several marks, not one digit"
"""What is said where there are."""


def is_several(mask: Mask, digit: Mask, *, ruled: bool) -> bool:
    """Tell whether there are several marks of about one size.

    Args:
        mask: all ink that was found; on ruled paper turned so that the lines were level.
        digit: what `main_ink` took of it.
        ruled: whether there were lines.
    """
    return _are_beside(left_out(mask, digit), digit, ruled=ruled) or _are_within(crop(digit))


def _are_beside(rest: Mask, digit: Mask, *, ruled: bool) -> bool:
    """Tell whether another mark is about as large as the digit, and written with its pen."""
    size, pen = max(crop(digit).shape), stroke_width(digit)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(rest.astype(np.uint8), connectivity=8)
    for part in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[part])
        if not _SIZE[0] * size <= max(width, height) <= _SIZE[1] * size or width > _FLAT * height:
            continue
        stroke = stroke_width(np.asarray(labels[top : top + height, left : left + width] == part))
        if ruled and min(width, height) <= _STRAIGHT * stroke:
            continue
        if _PEN[0] * pen <= stroke <= _PEN[1] * pen and area >= _BLOT * stroke**2:
            return True
    return False


def _are_within(ink: Mask) -> bool:
    """Tell whether the ink of one digit is too wide for that, or is parts side by side that are alike in height."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    kept = [part for part in range(1, count) if stats[part, cv2.CC_STAT_AREA] >= _SPECK * ink.sum()]
    # Parts above each other are one thing, as high as the highest of them.
    covered = np.isin(labels, kept).any(axis=0).astype(np.int8)
    starts, ends = (np.flatnonzero(np.diff(covered, prepend=0, append=0) == step) for step in (1, -1))
    heights = sorted(
        max(int(stats[part, cv2.CC_STAT_HEIGHT]) for part in kept if start <= stats[part, cv2.CC_STAT_LEFT] < end)
        for start, end in zip(starts, ends, strict=True)
    )
    if len(heights) < 2:  # noqa: PLR2004 - in one piece
        return bool(ink.shape[1] > _WIDE * ink.shape[0])
    return bool(ink.shape[1] > _WIDE_IN_PARTS * ink.shape[0] or heights[-2] >= _ALIKE * heights[-1])
