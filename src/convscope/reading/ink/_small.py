"""What is slow and needs no detail is done on a small copy."""

from __future__ import annotations

from typing import TypeVar

import cv2
import numpy as np

Pixels = TypeVar("Pixels", bound=np.ndarray)


def at_most(picture: Pixels, longer: int) -> Pixels:
    """Return the picture, scaled down if its longer side has more than `longer` pixels."""
    scale = longer / max(picture.shape[:2])
    if scale >= 1:
        return picture
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))  # type: ignore[return-value] # of one type
