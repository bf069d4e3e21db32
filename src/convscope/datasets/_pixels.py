"""Arrays of images, as people save them, become uint8 (n, height, width, channels)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from convscope._errors import InputError
from convscope._types import Pixels

_GREY_AXES = 3
_AXES = 4
_WHITE = 255


def as_pixels(images: np.ndarray, *, key: str, file: Path) -> Pixels:
    """Return `images` as uint8, with a channel axis.

    Taken are integers and whole floats in 0..255, and floats and booleans in 0..1 as shares of white (0.5 becomes
    128), as in Matplotlib and scikit-image. Nothing else is guessed at.

    Args:
        images: `(n, height, width)` or `(n, height, width, channels)`.
        key: the array's name, for messages.
        file: where it came from, for messages.

    Raises:
        InputError: another shape, type or range; NaN or infinite values.
    """
    shaped = _with_channels(images, key=key, file=file)
    if shaped.dtype == np.uint8:
        return shaped
    if shaped.dtype == np.bool_:
        return shaped.astype(np.uint8) * np.uint8(_WHITE)
    if shaped.dtype.kind not in "iuf":
        raise _wrong(key, "hold numbers in 0..255", f"type {images.dtype}", "save it as uint8", file)
    if not shaped.size:
        return shaped.astype(np.uint8)
    if shaped.dtype.kind == "f":
        return _from_floats(shaped, key=key, file=file)
    low, high = shaped.min(), shaped.max()
    if low < 0 or high > _WHITE:
        raise _wrong(key, "lie in 0..255", f"{low}..{high}", "scale it to 0..255 and save it as uint8", file)
    return shaped.astype(np.uint8)


def shares(images: np.ndarray) -> bool:
    """Tell whether `images` are floats in 0..1, which are read as shares of white."""
    return images.dtype.kind == "f" and images.size > 0 and bool(images.min() >= 0 and images.max() <= 1)


def _from_floats(images: np.ndarray, *, key: str, file: Path) -> Pixels:
    """Read floats: shares of white in 0..1, or whole numbers in 0..255."""
    low, high = images.min(), images.max()  # NaN if any value is NaN
    if not (np.isfinite(low) and np.isfinite(high)):
        bad = int(images.size - np.count_nonzero(np.isfinite(images)))
        raise _wrong(key, "be finite", f"{bad} NaN or infinite values", "remove these images", file)
    if low < 0 or high > _WHITE:
        todo = "save the grey values as uint8: recipes scale by themselves"
        raise _wrong(key, "lie in 0..255 or in 0..1", f"{low:g}..{high:g}", todo, file)
    if high <= 1:
        pixels: np.ndarray = np.rint(images * _WHITE).astype(np.uint8)
        return pixels
    pixels = images.astype(np.uint8)
    if not np.array_equal(pixels, images):
        index = tuple(int(axis[0]) for axis in np.nonzero(pixels != images))
        raise _wrong(key, "be whole numbers where it exceeds 1", f"{images[index]:g} at {index}", "round it", file)
    return pixels


def _with_channels(images: np.ndarray, *, key: str, file: Path) -> np.ndarray:
    """Add the channel axis that grey images may lack, and check the shape."""
    shape = images.shape
    if images.ndim == _GREY_AXES:
        images = images[..., np.newaxis]
    todo = "save it as (n, height, width) or (n, height, width, channels)"
    if images.ndim == _AXES and images.shape[3] not in {1, 3} and images.shape[1] in {1, 3}:
        todo = "move the channels last: x.transpose(0, 2, 3, 1)"
    elif images.ndim < _GREY_AXES:
        todo = "give each image its rows and columns: x.reshape(-1, height, width)"
    if images.ndim != _AXES or images.shape[3] not in {1, 3} or not all(images.shape[1:]):
        raise _wrong(key, "have the shape (n, height, width[, 1 or 3 channels])", f"shape {shape}", todo, file)
    return images


def _wrong(key: str, rule: str, found: str, todo: str, file: Path) -> InputError:
    return InputError(f"{key} must {rule}", found=found, todo=todo, file=file)
