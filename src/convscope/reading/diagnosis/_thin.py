"""A digit as a thin pen would have written it: the middle of its strokes, whole, drawn again."""

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading._arrays import Mask
from convscope.reading.form import BOX_SHARE, FINE, crop

# The pen is one pixel of 28 wide, the box that it fills 20.
_PEN = 1 / (28 * BOX_SHARE)
# A pixel of the ink is rounded off by this share of itself, or its corners would grow branches of their own.
_ROUNDED = 0.5
# So much of a pixel must be ink: less than half, or pixels that touch only at their corners would come apart.
_TOUCHED = 0.4
# Of large ink, a hair may fall between two pixels.
_HAIR = 0.25
# A pixel's eight neighbours as bits, clockwise from the one above it.
_BITS = np.array([[128, 1, 2], [64, 0, 4], [32, 16, 8]], np.float32)


def with_thin_pen(mask: Mask, side: int) -> Mask:
    """Draw the middle of a digit's strokes with a pen of a pixel of the network's; what hangs together stays so.

    Args:
        mask: the digit's ink, at any resolution.
        side: the network's, in pixels.
    """
    middle = crop(_middle(_at_one_size(crop(mask), round(side * BOX_SHARE * FINE))))
    width = max(middle.shape) * _PEN / (1 - _PEN)
    bare = np.pad(1 - middle.astype(np.uint8), int(np.ceil(width)), constant_values=1)
    return np.asarray(cv2.distanceTransform(bare, cv2.DIST_L2, 5) <= width / 2)


def _at_one_size(box: Mask, target: int) -> Mask:
    """Scale the ink so that its longer side has `target` pixels: enough for a middle, also of a small digit."""
    scale = target / max(box.shape)
    ink = np.pad(box, 1).astype(np.float32)
    size = (max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale)))
    if scale < 1:
        return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA) > _HAIR)
    large = cv2.resize(ink, size, interpolation=cv2.INTER_NEAREST)
    return np.asarray(cv2.GaussianBlur(large, (0, 0), _ROUNDED * scale) > _TOUCHED)


def _middle(mask: Mask) -> Mask:
    """Return the middle line of the strokes (Guo and Hall 1989): their edge is taken off until nothing can go."""
    ink = np.pad(mask, 1).astype(np.uint8)
    before = -1
    while before != (before := int(ink.sum())):
        for stays in _STAYS:
            around = cv2.filter2D(ink, cv2.CV_8U, _BITS, borderType=cv2.BORDER_CONSTANT)
            ink &= cv2.LUT(around, stays)
    return np.asarray(ink[1:-1, 1:-1] > 0)


def _staying(turn: int) -> np.ndarray:
    """Return for each of the 256 sets of inked neighbours whether the pixel stays: 1 or 0.

    Args:
        turn: 0 takes off what is at the right and below, 4 what is at the left and above.
    """
    near = (np.arange(256)[:, None] >> np.arange(8) & 1).astype(bool)
    after = np.roll(near, -1, axis=1)
    pairs = near | after
    # Ink that begins twice around the pixel would come apart without it.
    begins = (~near[:, ::2] & (after | np.roll(near, -2, axis=1))[:, ::2]).sum(axis=1)
    # One neighbour, or two beside each other, are the end of a stroke; many are the inside of one.
    inked = np.minimum(pairs[:, 1::2].sum(axis=1), pairs[:, ::2].sum(axis=1))
    near = np.roll(near, turn, axis=1)
    goes = (begins == 1) & (inked >= 2) & (inked <= 3) & ~((near[:, 4] | near[:, 5] | ~near[:, 7]) & near[:, 6])  # noqa: PLR2004
    return np.asarray((~goes).astype(np.uint8))


_STAYS = (_staying(0), _staying(4))
