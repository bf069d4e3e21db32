"""A picture that a program turned or straightened: the corners that it filled with one colour are no paper."""

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading._arrays import Colour, Grey, Mask
from convscope.reading.ink._convex import along_the_edge, corners_of, opened
from convscope.reading.ink._small import SHEET_SIZE, TOO_SMALL, size_of
from convscope.reading.ink._straighten import Straight, straightened

# What was filled is so even; JPEG leaves a little.
_EVEN = (0, 1)
# What was turned covers at least this share of the picture, what was filled at least that.
_LEAST, _FILLED = 0.45, 0.003
# Beyond this many pixels from the edge of what was turned, nothing else is in the filled corners.
_EDGE, _NOTHING = 5, 0.002
# Of the rest less than this share has the filled colour too: else it is a drawing on one colour.
_OTHER = 0.5
# The sides pass by no more than this share of the outline's length; so many of them lie within the picture.
_CORNER, _FEWEST, _MOST = 0.006, 2, 4
# What is left out along each side, in pixels of the small picture: there the two colours mix.
_MARGIN = 2.5


def turned_back(picture: Colour | Grey) -> Straight | None:
    """Return the picture as it was before it was turned, if its four sides are seen; None if it was not."""
    where = turned_picture(picture)
    return None if where is None else straightened(picture, where, -_MARGIN)


def turned_picture(picture: Colour | Grey) -> Mask | None:
    """Return where the picture is that was turned, on itself made small; None if nothing was filled around it."""
    if min(picture.shape[:2]) < TOO_SMALL:
        return None
    # Pixels as they are: shrinking would take the grain that tells paper and tables from what was filled.
    small = cv2.resize(picture, size_of(picture, SHEET_SIZE), interpolation=cv2.INTER_NEAREST)
    found = (_within(small, even) for even in _EVEN)
    return next((rest for rest in found if rest is not None), None)


def _within(small: Colour | Grey, most: int) -> Mask | None:
    """Return what is within corners that are filled with colours this even."""
    height, width = small.shape[:2]
    filled = np.zeros((height + 2, width + 2), np.uint8)
    even = np.zeros((height, width), bool)
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE | (1 << 8)
    for x, y in ((0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1)):
        if not filled[y + 1, x + 1]:
            cv2.floodFill(small, filled, (x, y), 0, (most,) * 3, (most,) * 3, flags)
            like = np.abs(small.astype(np.int16) - small[y, x]) <= most
            even |= like if like.ndim == 2 else like.all(axis=2)  # noqa: PLR2004 - grey
    around = filled[1:-1, 1:-1] > 0
    rest = opened(~around)
    if rest is None or not _LEAST <= rest.mean() <= 1 - _FILLED or even[rest].mean() > _OTHER:
        return None
    outside = cv2.dilate(rest.astype(np.uint8), np.ones((2 * _EDGE + 1, 2 * _EDGE + 1), np.uint8)) == 0
    if not outside.any() or (~around)[outside].mean() > _NOTHING:
        return None
    corners = corners_of(rest, _CORNER)
    if corners is None or not _FEWEST <= int((~along_the_edge(corners, rest.shape)).sum()) <= _MOST:
        return None
    return rest
