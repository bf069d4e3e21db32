"""The bare paper under the ink, and how far each pixel is from it: shadows and uneven light go."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from jaxtyping import Float32

from convscope.reading._arrays import Grey, Strength
from convscope.reading.ink._small import at_most

_SMALL = 400
# What is darker than this counts as no darker: there a step of brightness would be a leap of strength.
_DARKEST_PAPER = 40.0
# A standard deviation from the median of absolute deviations, for normal noise.
_DEVIATION = 1.4826
_EVERY = 3
# Squares of so many pixels; this percentile of their deviations is of bare paper.
_BLOCK, _CALMEST = 6, 20


@dataclass(frozen=True)
class OnPaper:
    """A picture as ink on paper.

    Args:
        strength: how much of the paper's light each pixel lacks, 0..1.
        paper: the bare paper's brightness, 0..255.
        noise: the standard deviation of the strength on bare paper, if that is most of the page.
        calm: the same in its calmest places: between the lines of squared paper, say.
        smooth: for each pixel, the noise that is left when neighbours are averaged: little of a camera's, all of a
            stain's; as much light everywhere, so that it is stronger in shadow.
    """

    strength: Strength
    paper: Float32[np.ndarray, "_ _"]
    noise: float
    calm: float
    smooth: Strength


def bare_paper(dark_ink: Grey, *, widest: float) -> Grey:
    """Estimate the paper's brightness everywhere, for a picture of dark ink.

    A closing fills every dark stroke that is narrower than `widest`, a share of the picture's shorter side; dark
    regions that are wider (a table beside the sheet) stay, so that they are no ink.
    """
    small = at_most(dark_ink, _SMALL)
    kernel = max(3, round(min(small.shape) * widest)) | 1
    # Noise would lift the maximum that a closing takes.
    calm = cv2.medianBlur(small, 3) if min(small.shape) > _SMALL // 4 else small
    closed = cv2.morphologyEx(calm, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (kernel, kernel)))
    smooth = cv2.medianBlur(closed, min(kernel, 255))
    return np.asarray(cv2.resize(smooth, dark_ink.shape[::-1], interpolation=cv2.INTER_LINEAR))


def on_paper(dark_ink: Grey, *, widest: float = 1 / 6) -> OnPaper:
    """Compare a picture of dark ink with the bare paper under it."""
    paper = bare_paper(dark_ink, widest=widest).astype(np.float32)
    light, darker = np.maximum(paper, _DARKEST_PAPER), paper - dark_ink
    lacks = darker / light
    smooth = np.float32(_noise(cv2.GaussianBlur(darker, (3, 3), 0))) / light
    return OnPaper(np.clip(lacks, 0, 1).astype(np.float32), paper, _noise(lacks), _calm(lacks), smooth)


def _noise(lacks: np.ndarray) -> float:
    # Every third pixel of every third row is enough for a median.
    some = lacks[::_EVERY, ::_EVERY]
    return deviation(some)


def deviation(values: np.ndarray) -> float:
    """Return the standard deviation of most of the values; the few that are far off have no say."""
    return float(_DEVIATION * np.median(np.abs(values - np.median(values))))


def _calm(lacks: np.ndarray) -> float:
    rows, columns = lacks.shape[0] // _BLOCK * _BLOCK, lacks.shape[1] // _BLOCK * _BLOCK
    if not rows or not columns:
        return _noise(lacks)
    blocks = lacks[:rows, :columns].reshape(rows // _BLOCK, _BLOCK, columns // _BLOCK, _BLOCK)[::_EVERY, :, ::_EVERY]
    return float(np.percentile(blocks.std(axis=(1, 3)), _CALMEST))
