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
# A sheet that fills less than this share of the picture is cut out, with so many pixels (of the small picture) beside
# it, and looked at again, at most so often.
_MUCH, _BESIDE, _CUTTINGS = 0.8, 8, 3
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

    @property
    def shrunk(self) -> float:
        """How many of the picture's pixels are as long as one of the mask's."""
        return float(np.sqrt(abs(np.linalg.det(self.back[:, :2]))))


def find_ink(pixels: Grey | Colour, *, closer: float = 1.0) -> Sheet:
    """Find the ink on a picture.

    Args:
        pixels: the picture.
        closer: how many times larger than usual it is looked at.
    """
    pixels, sheet, left, top = _sheet_alone(pixels)
    small = _working_size(pixels, closer)
    if sheet is not None:
        small = ink.cover_around(small, sheet)
    grey, light_on_dark = _dark_on_light(ink.to_grey(small))
    page = ink.on_paper(grey)
    mask, strength, tilt = _levelled(page)
    scale = np.array([[small.shape[1] / pixels.shape[1], 0, 0], [0, small.shape[0] / pixels.shape[0], 0], [0, 0, 1]])
    turn, _ = ink.turn_matrix(page.strength.shape, tilt)
    back = np.linalg.inv(np.vstack([turn, [0, 0, 1]]) @ scale)[:2]
    back[:, 2] += left, top
    return Sheet(mask, strength, light_on_dark, tilt, back)


def _sheet_alone(pixels: Grey | Colour) -> tuple[Grey | Colour, Mask | None, int, int]:
    """Cut out a sheet that lies on a table; return the cutting, where the sheet is on it, and its left and top."""
    left = top = 0
    sheet = ink.find_sheet(pixels)
    for _ in range(_CUTTINGS):
        if sheet is None:
            break
        rows, columns = np.flatnonzero(sheet.any(axis=1)), np.flatnonzero(sheet.any(axis=0))
        scale = np.array(pixels.shape[:2]) / sheet.shape
        first = np.floor(scale * np.maximum([rows[0] - _BESIDE, columns[0] - _BESIDE], 0)).astype(int)
        last = np.ceil(scale * np.minimum([rows[-1] + _BESIDE, columns[-1] + _BESIDE], sheet.shape)).astype(int)
        cutting = pixels[first[0] : last[0], first[1] : last[1]]
        if cutting.size > _MUCH * pixels.size:
            break
        closer = ink.find_sheet(cutting)
        if closer is None:
            break
        pixels, sheet, left, top = cutting, closer, left + int(first[1]), top + int(first[0])
    return pixels, sheet, left, top


def _levelled(page: ink.OnPaper) -> tuple[Mask, Strength, float]:
    """Return the ink without ruling and how much there is, turned level, and by how many degrees."""
    mask, ruling, noise = ink.ruled(page)
    bare = ink.without_frames(page, mask)
    if bare is None and ruling is not None:
        # What passes for ruling may be a frame so pale that it is not in the ink.
        bare = ink.without_frames(page, ink.faint(page))
    if bare is not None:
        page = bare
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


def _working_size(pixels: Grey | Colour, closer: float) -> Grey | Colour:
    longer = max(pixels.shape[:2])
    scale = min(closer * _MOST / longer, 1.0) if longer > _LEAST else float(np.ceil(_LEAST / longer))
    if scale == 1:
        return pixels
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC))
