"""What is slow and needs no detail is done on a small copy."""

from __future__ import annotations

from typing import TypeVar

import cv2
import numpy as np

from convscope.reading._arrays import Colour, Grey

SHEET_SIZE, TOO_SMALL = 256, 64
"""Sheets are looked for on a picture of this size, but not on one whose shorter side is less than the other."""

Pixels = TypeVar("Pixels", bound=np.ndarray)


def at_most(picture: Pixels, longer: int) -> Pixels:
    """Return the picture, scaled down if its longer side has more than `longer` pixels."""
    if max(picture.shape[:2]) <= longer:
        return picture
    small = cv2.resize(picture, size_of(picture, longer), interpolation=cv2.INTER_AREA)
    return np.asarray(small)  # type: ignore[return-value] # of one type


def size_of(picture: np.ndarray, longer: int) -> tuple[int, int]:
    """Return the width and height of the picture with at most `longer` pixels along its longer side."""
    scale = min(1.0, longer / max(picture.shape[:2]))
    return max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))


def scaled(picture: Colour | Grey, scale: float) -> Colour | Grey:
    """Return the picture so many times as large; itself if that is 1."""
    if scale == 1:
        return picture
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC))
