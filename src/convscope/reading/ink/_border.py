"""Ink at the picture's edge: the table, a thumb, a shadow, what the camera cut off."""

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading._arrays import Mask

# A part belongs to the edge if this share of its size lies on it.
_ON_EDGE = 0.35
# If less than this share of all ink would be left, the picture is a tight cut, and everything stays.
_TIGHT = 0.05
# Ink that touches the edge and is this many times larger than what does not.
_LARGER = 1.5
# The frame's width, as a share of the shorter side.
_WIDTH = 0.01


def edge_of(shape: tuple[int, ...]) -> Mask:
    """Return the frame of a picture, a few pixels wide."""
    width = _frame_width(shape)
    edge = np.ones(shape, bool)
    edge[width:-width, width:-width] = False
    return edge


def typical_size(sizes: np.ndarray, areas: np.ndarray) -> float:
    """Return the size that most ink belongs to."""
    order = np.argsort(sizes)
    return float(sizes[order][np.searchsorted(np.cumsum(areas[order]), areas.sum() / 2)])


def _frame_width(shape: tuple[int, ...]) -> int:
    return max(2, round(_WIDTH * min(shape[:2])))


def without_border(mask: Mask, edge: Mask) -> Mask:
    """Return the ink without the parts that run along the picture's edge.

    Args:
        mask: ink.
        edge: the picture's frame; it may have been turned with the ink.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    if count == 1:
        return mask
    contact = np.bincount(labels[edge], minlength=count) / _frame_width(mask.shape)
    size = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    on_edge = contact >= _ON_EDGE * size
    on_edge[0] = False
    areas = stats[:, cv2.CC_STAT_AREA].astype(float)
    areas[0] = 0
    # What only touches the edge is a digit there, unless it is larger than what stands free.
    free = (contact == 0) & (areas > 0)
    if free.any():
        on_edge |= (contact > 0) & (size > _LARGER * typical_size(size[free], areas[free]))
        on_edge[0] = False
    if areas[~on_edge].sum() < _TIGHT * areas.sum():
        return mask
    return np.asarray(mask & ~on_edge[labels])
