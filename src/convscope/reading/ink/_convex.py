"""Regions with straight sides and corners, as sheets and pictures have them."""

from __future__ import annotations

import cv2
import numpy as np
from jaxtyping import Bool, Int

from convscope.reading._arrays import Mask

# Leaks from a region to what is beside it are narrower than this.
_LEAK = 7
# A region covers this share of the convex one around it; its corners enclose at least that share of it.
_CONVEX, _STRAIGHT = 0.93, 0.88
# A side so near to the picture's edge runs along it.
_AT = 3


def opened(region: Mask) -> Mask | None:
    """Return the largest part of a region, without what is narrower than a leak; None if nothing is left."""
    framed = cv2.copyMakeBorder(region.astype(np.uint8), _LEAK, _LEAK, _LEAK, _LEAK, cv2.BORDER_REPLICATE)
    framed = cv2.morphologyEx(framed, cv2.MORPH_OPEN, np.ones((_LEAK, _LEAK), np.uint8))
    count, parts, sizes, _ = cv2.connectedComponentsWithStats(framed[_LEAK:-_LEAK, _LEAK:-_LEAK], connectivity=4)
    return np.asarray(parts == 1 + int(sizes[1:, cv2.CC_STAT_AREA].argmax())) if count > 1 else None


def outline_of(region: Mask) -> Int[np.ndarray, "n 2"]:
    """Return the points (x, y) around a region that is in one piece."""
    contours, _ = cv2.findContours(region.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(contours[0][:, 0])


def corners_of(region: Mask, away: float) -> Int[np.ndarray, "n 2"] | None:
    """Return the corners (x, y), in order, of a region with straight sides; None if it has no such form.

    Args:
        region: in one piece.
        away: by how much a side passes by, as a share of the outline's length.
    """
    outline = outline_of(region)
    hull = cv2.convexHull(outline)
    corners = cv2.approxPolyDP(hull, away * cv2.arcLength(hull, closed=True), closed=True)
    convex = cv2.contourArea(hull)
    if cv2.contourArea(outline) < _CONVEX * convex or cv2.contourArea(corners) < _STRAIGHT * convex:
        return None
    return np.asarray(corners[:, 0])


def along_the_edge(corners: Int[np.ndarray, "n 2"], shape: tuple[int, ...]) -> Bool[np.ndarray, " n"]:
    """Tell which sides, from each corner to the next one, lie along the picture's edge."""
    far = np.array(shape[::-1]) - 1 - corners
    at = np.concatenate([corners < _AT, far < _AT], axis=1)
    return np.asarray((at & np.roll(at, -1, axis=0)).any(axis=1))
