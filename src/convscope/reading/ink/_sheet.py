"""A light sheet photographed on a darker table: what is beside the sheet is covered with paper."""

from __future__ import annotations

import numpy as np

from convscope.reading._arrays import Grey
from convscope.reading._cv import cv2

_SMALL = 256
# The table runs along at least this share of the picture's edge ...
_SURROUNDS = 0.6
# ... and the sheet is somewhere wider than strokes are, as a share of the picture's shorter side ...
_WIDER_THAN_STROKES = 0.2
# ... and covers this share of the picture.
_LARGE = 0.2
# ... and is as convex as a sheet, which few digits are.
_CONVEX = 0.85
_LEAST_CONTRAST = 40
_SPECK = 3


def cover_table(grey: Grey) -> Grey:
    """Return the picture with the table covered by the sheet, continued outwards; the same picture if there is no table."""
    scale = min(1.0, _SMALL / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    if min(small.shape) < 2 * _SPECK:
        return grey
    small = cv2.medianBlur(small, _SPECK)
    _, binary = cv2.threshold(small, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    light = np.asarray(binary, bool)
    if light.all() or not light.any() or small[light].mean() - small[~light].mean() < _LEAST_CONTRAST:
        return grey
    edge = np.concatenate([light[0], light[-1], light[:, 0], light[:, -1]])
    count, labels, stats, _ = cv2.connectedComponentsWithStats(binary, connectivity=4)
    sheet = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax()) if count > 1 else 0
    thickness = 2 * cv2.distanceTransform((labels == sheet).astype(np.uint8), cv2.DIST_L2, 5).max()
    if 1 - edge.mean() < _SURROUNDS or thickness < _WIDER_THAN_STROKES * min(small.shape):
        return grey
    contours, _ = cv2.findContours((labels == sheet).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    whole = cv2.drawContours(np.zeros(small.shape, np.uint8), contours, -1, 1, cv2.FILLED)
    hull = cv2.contourArea(cv2.convexHull(np.concatenate(contours)))
    if whole.mean() < _LARGE or whole.sum() < _CONVEX * hull:
        return grey
    inner = cv2.erode(whole, np.ones((7, 7), np.uint8), borderValue=0)
    inside = cv2.resize(inner, grey.shape[::-1], interpolation=cv2.INTER_NEAREST).astype(bool)
    # The sheet goes on outwards as bright as it ends, or its edge would look like ink.
    onwards = cv2.inpaint(cv2.medianBlur(small, 7), 1 - inner, 3, cv2.INPAINT_TELEA)
    return np.where(inside, grey, cv2.resize(onwards, grey.shape[::-1], interpolation=cv2.INTER_LINEAR))
