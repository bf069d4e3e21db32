"""Moves, turns and stretches pictures about their centre; what comes into view is background."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float64

from convscope._types import Picture, Pixels
from convscope.evaluation.distortions._background import background

_DIRECTIONS = ((0, 1), (0, -1), (1, 0), (-1, 0))


def shifts(images: Pixels, pixels: float) -> list[Pixels]:
    """Give four versions, moved by whole `pixels` to the right, left, down and up."""
    step = round(pixels)
    ground = background(images)
    versions = []
    for down, right in _DIRECTIONS:
        moved = np.broadcast_to(ground[:, None, None, :], images.shape).copy()
        dy, dx = down * step, right * step
        height, width = images.shape[1:3]
        if abs(dy) < height and abs(dx) < width:
            target = (slice(max(0, dy), height + min(0, dy)), slice(max(0, dx), width + min(0, dx)))
            source = (slice(max(0, -dy), height + min(0, -dy)), slice(max(0, -dx), width + min(0, -dx)))
            moved[:, target[0], target[1]] = images[:, source[0], source[1]]
        versions.append(moved)
    return versions


def rotate(images: Pixels, degrees: float) -> Pixels:
    """Turn counter-clockwise by `degrees`, bilinear."""
    return _warp(images, degrees, 1.0)


def scale(images: Pixels, factor: float) -> Pixels:
    """Make the picture's contents `factor` times as large, bilinear."""
    return _warp(images, 0.0, factor)


def _warp(images: Pixels, degrees: float, factor: float) -> Pixels:
    import cv2  # it takes a tenth of a second, and only drawing needs it

    height, width, channels = images.shape[1:]
    matrix: Float64[np.ndarray, "2 3"] = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, factor)
    grounds = background(images)
    warped = np.empty_like(images)
    for index, (image, ground) in enumerate(zip(images, grounds, strict=True)):
        turned: Picture = cv2.warpAffine(
            image,
            matrix,
            (width, height),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=tuple(int(value) for value in ground),
        ).reshape(height, width, channels)
        warped[index] = turned
    return warped
