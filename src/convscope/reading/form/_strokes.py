"""How wide the strokes are, and making them wider or narrower."""

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading._arrays import Mask


def stroke_width(mask: Mask) -> float:
    """Return the median width of the strokes in pixels: twice the distance from their middle line to their edge."""
    distance = cv2.distanceTransform(_framed(mask), cv2.DIST_L2, 5)
    ridge = (distance >= cv2.dilate(distance, np.ones((3, 3), np.uint8)) - 1e-3) & (distance > 0)
    if not ridge.any():
        return 0.0
    # Half a pixel lies between the last pixel's middle and the edge.
    return float(2 * np.median(distance[ridge]) - 1)


def with_stroke_width(mask: Mask, *, least: float, most: float) -> Mask:
    """Thicken strokes narrower than `least`, thin those wider than `most`; the mask keeps its size.

    Args:
        mask: needs room around the ink for thickening.
        least: in pixels of `mask`.
        most: in pixels of `mask`.
    """
    width = stroke_width(mask)
    if not width or least <= width <= most:
        return mask
    if width < least:
        outside = cv2.distanceTransform(1 - mask.astype(np.uint8), cv2.DIST_L2, 5)
        return np.asarray(outside <= (least - width) / 2)
    inside = cv2.distanceTransform(_framed(mask), cv2.DIST_L2, 5)[1:-1, 1:-1]
    thinner = np.asarray(inside > (width - most) / 2)
    # Thinning must not take a narrow part away altogether.
    return thinner if thinner.any() and _parts(thinner) <= _parts(mask) else mask


def _framed(mask: Mask) -> np.ndarray:
    """Put bare paper around the mask: its edge is an edge of the ink too."""
    return np.pad(mask.astype(np.uint8), 1)


def _parts(mask: Mask) -> int:
    return int(cv2.connectedComponents(mask.astype(np.uint8))[0])
