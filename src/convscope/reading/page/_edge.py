"""How sharp the edge of ink is: a stroke's is, a shadow's is not."""

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading._arrays import Strength
from convscope.reading.form import stroke_width
from convscope.reading.page._parts import Part

# Of its depth ink gains this share within a pixel, and within a stroke's width, of the softest of 1,053 digits on 100
# composed pages, blurred and in pencil among them: 0.105 and 0.88. What stays below both is a shadow.
_A_PIXEL, _A_STROKE = 0.1, 0.8
_DEEP = 90


def is_soft(part: Part, strength: Strength, pixel: float) -> bool:
    """Tell whether ink is narrower than its edges are soft: a ridge on a shadow or a fold, not a stroke.

    Measured is how much of its own depth the ink gains within a pixel at its edge, and within one stroke's width, if
    it went on so.

    Args:
        part: the ink.
        strength: of the sheet that it was found on.
        pixel: the length of a pixel of the sheet, in pixels of the picture at its own size.
    """
    window = strength[max(0, part.top - 1) : part.bottom + 1, max(0, part.left - 1) : part.right + 1]
    inside = (slice(min(1, part.top), None), slice(min(1, part.left), None))
    slope = np.hypot(cv2.Sobel(window, cv2.CV_32F, 1, 0), cv2.Sobel(window, cv2.CV_32F, 0, 1)) / 8
    rows, columns = part.mask.shape
    slope, depth = (values[inside][:rows, :columns] for values in (slope, window))
    core = cv2.erode(np.pad(part.mask.astype(np.uint8), 1), np.ones((3, 3), np.uint8))[1:-1, 1:-1] > 0
    deepest = float(np.percentile(depth[part.mask], _DEEP))
    gained = float(np.median(slope[part.mask & ~core]))
    # Of a picture that was enlarged several pixels are one.
    return bool(
        gained < _A_PIXEL * min(pixel, 1.0) * deepest and gained * stroke_width(part.mask) < _A_STROKE * deepest
    )
