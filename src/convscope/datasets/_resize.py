"""Arrays of images brought to another size."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import UInt8

from convscope._errors import InputError, times
from convscope._types import Pixels
from convscope.datasets._regular import check_memory

if TYPE_CHECKING:
    from PIL import Image

_MOST_SIDE = 4096


def check_size(size: object) -> None:
    """Check a height and width to resize to.

    Raises:
        InputError: they are no two whole numbers, or a side is below 1 or above 4096.
    """
    sides = tuple(size) if isinstance(size, (tuple, list)) else ()
    whole = len(sides) == 2 and all(isinstance(side, (int, np.integer)) for side in sides)  # noqa: PLR2004 - a plane
    if not whole or not all(1 <= side <= _MOST_SIDE for side in sides):
        raise InputError(
            f"resize must be a height and a width in 1..{_MOST_SIDE}",
            found=times(sides) if whole else repr(size),
            todo="28 28 is MNIST's size",
        )


def resized_picture(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Bring a picture to `(height, width)`, without keeping its proportions; bilinear, smoothed when it shrinks."""
    from PIL import Image

    height, width = size
    return picture.resize((width, height), Image.Resampling.BILINEAR)


def resized(images: Pixels, size: tuple[int, int], *, source: str) -> UInt8[np.ndarray, "n _ _ channels"]:
    """Bring every image to `(height, width)`.

    Raises:
        InputError: a size out of range, or more than fits this machine's memory.
    """
    from PIL import Image

    check_size(size)
    if images.shape[1:3] == size:
        return images
    n, channels = len(images), images.shape[3]
    check_memory(n * size[0] * size[1] * channels, "resized images", Path(source))
    result = np.empty((n, *size, channels), np.uint8)
    for index, image in enumerate(images):
        picture = Image.fromarray(image[..., 0] if channels == 1 else image)
        result[index] = np.asarray(resized_picture(picture, size)).reshape(*size, channels)
    return result
