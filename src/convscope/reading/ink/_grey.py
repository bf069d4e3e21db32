"""Colour to grey, weighed so that the ink stands out from the paper."""

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading._arrays import Colour, Grey
from convscope.reading.ink._small import at_most

_SMALL = 256
_STRONGEST = 99.0
_LEAST_DIFFERENCE = 8.0


def to_grey(picture: Colour | Grey) -> Grey:
    """Return the grey picture in which ink and paper differ most.

    Luminance loses a yellow pen and weakens a red or blue one. The direction in which the strongest pixels leave the
    paper's colour is what the ink takes away; the channels are weighed by it.
    """
    if picture.ndim == 2:  # noqa: PLR2004 - it is grey already
        return picture
    small = at_most(picture, _SMALL)
    kernel = max(3, min(small.shape[:2]) // 3) | 1
    away = small.astype(np.float32) - cv2.medianBlur(small, kernel)
    size = np.abs(away).sum(axis=-1)
    strong = away[size >= max(np.percentile(size, _STRONGEST), _LEAST_DIFFERENCE)]
    if not len(strong):
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))
    weights = np.abs(strong).mean(axis=0)
    weights /= weights.sum()
    return np.asarray(cv2.transform(picture, weights.reshape(1, 3).astype(np.float32)))
