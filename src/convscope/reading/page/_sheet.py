"""A picture as a sheet of ink: a working size, dark ink on light, the ruling gone, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from jaxtyping import Float64

from convscope.reading import ink
from convscope.reading._arrays import Colour, Grey, Mask, Strength
from convscope.reading.page._tilt import tilt_of

# Digits of a page full of them have some 20 pixels at this size; more only costs time.
_MOST = 1600
# Small drawings are enlarged so that strokes can be measured.
_LEAST = 500
# A tilt below this many degrees is left alone: handwriting is not that straight.
_STRAIGHT = 1.0


@dataclass(frozen=True)
class Sheet:
    """Ink found on a picture.

    Args:
        mask: where there is ink, at the working size and turned level.
        strength: how much, for the same pixels.
        light_on_dark: whether the ink is the lighter.
        tilt: by how many degrees the writing rose or fell; it has been turned by that.
        back: the 2 x 3 matrix from the mask's pixels to those of the picture.
    """

    mask: Mask
    strength: Strength
    light_on_dark: bool
    tilt: float
    back: Float64[np.ndarray, "2 3"]


def find_ink(pixels: Grey | Colour) -> Sheet:
    """Find the ink on a picture."""
    small = _working_size(pixels)
    grey, light_on_dark = _dark_on_light(ink.to_grey(small))
    page = ink.on_paper(grey)
    mask, strength, tilt = _levelled(page)
    scale = np.array([[small.shape[1] / pixels.shape[1], 0, 0], [0, small.shape[0] / pixels.shape[0], 0], [0, 0, 1]])
    turn, _ = ink.turn_matrix(page.strength.shape, tilt)
    back = np.linalg.inv(np.vstack([turn, [0, 0, 1]]) @ scale)[:2]
    return Sheet(mask, strength, light_on_dark, tilt, back)


def _levelled(page: ink.OnPaper) -> tuple[Mask, Strength, float]:
    """Return the ink without ruling and how much there is, turned level, and by how many degrees."""
    mask, ruling, noise = ink.ruled(page)
    # Squares may be so dense that they, and the writing on them, pass for noise. Lines of a page are seldom straight
    # and level from edge to edge, for it is seen from aside and bends; but between squares there is no other way.
    paper = ink.unruled(page) if not mask.any() or (ruling is not None and ruling.upright) else None
    if paper is not None and paper.squared:
        return paper.ink, paper.strength, paper.lean
    edge = ink.edge_of(mask.shape)
    if ruling is None:
        mask = ink.without_border(mask, edge)
        tilt = tilt_of(mask)
        if abs(tilt) < _STRAIGHT:
            return mask, page.strength, 0.0
        return *ink.turned(mask, page.strength, tilt), tilt
    level, strength = ink.turned(mask, page.strength, ruling.tilt)
    edge = ink.turned_mask(edge, ruling.tilt)
    return ink.without_ruling(level, strength, ruling, noise, edge=edge), strength, ruling.tilt


def _dark_on_light(grey: Grey) -> tuple[Grey, bool]:
    """Return the picture with dark ink on light paper and nothing beside it, and whether it had to be inverted."""
    covered = ink.cover_table(grey)
    if not ink.is_light_on_dark(covered):
        return covered, False
    # A board is a sheet too, once it is light; what is beside it is then dark.
    return (ink.cover_table(255 - grey) if covered is grey else 255 - covered), True


def _working_size(pixels: Grey | Colour) -> Grey | Colour:
    longer = max(pixels.shape[:2])
    scale = min(_MOST / longer, 1.0) if longer > _LEAST else float(np.ceil(_LEAST / longer))
    if scale == 1:
        return pixels
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC))
