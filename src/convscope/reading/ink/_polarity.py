"""Is the ink dark on light paper, or light on dark: chalk, a screen at night, MNIST itself?"""

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading._arrays import Grey
from convscope.reading.ink._small import at_most

_SMALL = 256
_LEAST_DIFFERENCE = 12.0


def is_light_on_dark(grey: Grey) -> bool:
    """Tell whether the ink is lighter than the paper.

    Paper is what most of a neighbourhood is; ink leaves it to one side. The side that holds more wins.
    """
    small = at_most(grey, _SMALL)
    kernel = max(3, min(small.shape) // 2) | 1
    # The frame of a tight cut is paper more often than its middle: repeat it outwards.
    border = kernel // 4
    framed = cv2.copyMakeBorder(small, border, border, border, border, cv2.BORDER_REPLICATE)
    paper = cv2.medianBlur(framed, kernel)
    away = framed.astype(np.float32) - paper
    away = away[border : border + small.shape[0], border : border + small.shape[1]]
    least = max(_LEAST_DIFFERENCE, 4 * float(np.median(np.abs(away))))
    return bool(away[away > least].sum() > -away[away < -least].sum())
