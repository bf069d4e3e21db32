"""Ink at the picture's edge: the table, a thumb, a shadow, what the camera cut off."""

from __future__ import annotations

import numpy as np

from convscope.reading._arrays import Mask
from convscope.reading._cv import cv2

# A part belongs to the edge if this share of its size lies on it.
_ON_EDGE = 0.35
# If this share of all ink belongs to the edge, and nothing else is large, the picture is a tight cut: it stays.
_TIGHT, _LARGE = 0.5, 0.2
_WIDTH = 3


def edge_of(shape: tuple[int, ...]) -> Mask:
    """Return the frame of a picture, a few pixels wide."""
    edge = np.ones(shape, bool)
    edge[_WIDTH:-_WIDTH, _WIDTH:-_WIDTH] = False
    return edge


def without_border(mask: Mask, edge: Mask) -> Mask:
    """Return the ink without the parts that run along the picture's edge.

    Args:
        mask: ink.
        edge: the picture's frame; it may have been turned with the ink.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    if count == 1:
        return mask
    contact = np.bincount(labels[edge], minlength=count) / _WIDTH
    size = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    on_edge = contact >= _ON_EDGE * size
    on_edge[0] = False
    areas = stats[:, cv2.CC_STAT_AREA].astype(float)
    areas[0] = 0
    others = ~on_edge & (areas > _LARGE * areas.max())
    if areas[on_edge].sum() > _TIGHT * areas.sum() and not others.any():
        return mask
    return np.asarray(mask & ~on_edge[labels])
