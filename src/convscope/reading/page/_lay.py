"""The sheet alone: what a program filled around it, and the table it lies on, gone; laid straight; a working size."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float64

from convscope.reading import ink
from convscope.reading._arrays import Colour, Grey, Mask
from convscope.reading.page._own_size import own_size

# Digits of a page full of them have some 20 pixels at this size; more only costs time.
_MOST = 1600
LEAST = 500
"""Small drawings are enlarged to this size, so that strokes can be measured."""
# A sheet that fills less than this share of the picture is cut out, with so many pixels (of the small picture) beside
# it, and looked at again, at most so often.
_MUCH, _BESIDE, _CUTTINGS = 0.8, 8, 3


@dataclass(frozen=True)
class Laid:
    """A sheet laid straight.

    Args:
        pixels: the sheet, at the working size.
        matrix: from the picture's pixels to these, homogeneous.
        tilt: by how many degrees the sheet fell to the right.
        enlarged: how many times as large as its own size a program had made the picture.
    """

    pixels: Grey | Colour
    matrix: Float64[np.ndarray, "3 3"]
    tilt: float
    enlarged: float = 1.0


def lay_straight(pixels: Grey | Colour, closer: float = 1.0, *, as_given: bool = False, least: int = LEAST) -> Laid:
    """Find the sheet on a picture and lay it straight, as far as its sides are seen.

    Args:
        pixels: the picture.
        closer: how many times larger than usual it is looked at.
        as_given: look at it as it is given, also if a program made it twice as large.
        least: if its longer side has fewer pixels than this, it is enlarged.
    """
    own = pixels if as_given else own_size(pixels)
    laid, enlarged = _laid(own, closer, least), pixels.shape[0] / own.shape[0]
    return replace(laid, matrix=laid.matrix @ np.diag([1 / enlarged, 1 / enlarged, 1.0]), enlarged=enlarged)


def _laid(pixels: Grey | Colour, closer: float, least: int) -> Laid:
    turned = ink.turned_back(pixels)
    laid, sheet = _sheet_alone(Laid(pixels, np.eye(3), 0.0) if turned is None else Laid(*turned))
    small = _working_size(laid.pixels, closer, least)
    scale = np.array(small.shape[1::-1]) / laid.pixels.shape[1::-1]
    laid = Laid(small, np.diag([*scale, 1.0]) @ laid.matrix, laid.tilt)
    if sheet is None:
        return laid
    covered = ink.cover_around(small, sheet)
    straight = ink.straightened(covered, sheet, float(_BESIDE))
    if straight is None:
        return Laid(covered, laid.matrix, laid.tilt)
    pixels, matrix, tilt = straight
    return Laid(pixels, matrix @ laid.matrix, tilt + laid.tilt)


def _sheet_alone(laid: Laid) -> tuple[Laid, Mask | None]:
    """Cut out a sheet that lies on a table, and tell where it is on the cutting."""
    sheet = ink.find_sheet(laid.pixels)
    for _ in range(_CUTTINGS):
        if sheet is None:
            break
        rows, columns = np.flatnonzero(sheet.any(axis=1)), np.flatnonzero(sheet.any(axis=0))
        scale = np.array(laid.pixels.shape[:2]) / sheet.shape
        top, left = np.floor(scale * np.maximum([rows[0] - _BESIDE, columns[0] - _BESIDE], 0)).astype(int)
        last = np.ceil(scale * np.minimum([rows[-1] + _BESIDE, columns[-1] + _BESIDE], sheet.shape)).astype(int)
        cutting = laid.pixels[top : last[0], left : last[1]]
        if cutting.size > _MUCH * laid.pixels.size:
            break
        closer = ink.find_sheet(cutting)
        if closer is None:
            break
        away = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]])
        laid, sheet = Laid(cutting, away @ laid.matrix, laid.tilt), closer
    return laid, sheet


def _working_size(pixels: Grey | Colour, closer: float, least: int) -> Grey | Colour:
    longer = max(pixels.shape[:2])
    scale = min(closer * _MOST / longer, 1.0) if longer > least else float(np.ceil(least / longer))
    return ink.scaled(pixels, scale)
