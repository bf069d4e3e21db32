"""Turning a page level without losing its corners."""

from __future__ import annotations

import cv2
import numpy as np
from jaxtyping import Float64

from convscope.reading._arrays import Mask, Strength


def turn_matrix(shape: tuple[int, ...], degrees: float) -> tuple[Float64[np.ndarray, "2 3"], tuple[int, int]]:
    """Return the matrix that levels lines that fall by `degrees`, and the size (width, height) that holds the page."""
    height, width = shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    size = (round(width * cosine + height * sine), round(width * sine + height * cosine))
    turn[:, 2] += ((size[0] - width) / 2, (size[1] - height) / 2)
    return np.asarray(turn, np.float64), size


def turned(mask: Mask, strength: Strength, degrees: float) -> tuple[Mask, Strength]:
    """Return both, turned so that lines that fall by `degrees` are level."""
    return turned_mask(mask, degrees), turned_strength(strength, degrees)


def turned_strength(strength: Strength, degrees: float) -> Strength:
    """Return how much ink there is, turned so that lines that fall by `degrees` are level."""
    turn, size = turn_matrix(strength.shape, degrees)
    return np.asarray(cv2.warpAffine(strength, turn, size, flags=cv2.INTER_LINEAR))


def turned_mask(mask: Mask, degrees: float) -> Mask:
    """Return a mask, turned so that lines that fall by `degrees` are level."""
    turn, size = turn_matrix(mask.shape, degrees)
    return np.asarray(cv2.warpAffine(mask.astype(np.float32), turn, size, flags=cv2.INTER_LINEAR) > 0.5)  # noqa: PLR2004
