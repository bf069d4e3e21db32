"""What a caller may hand over as images."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convscope._errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt

_BRIGHTEST = 255
_LONGEST_SHAPE = 6
_AS_THEY_ARE = "hand over the pixels as they are in the picture; the file does the scaling itself"


def as_batch(images: npt.ArrayLike, shape: tuple[int, int, int]) -> np.ndarray:
    """Give the images as `(n, height, width, channels)`, of the number type they have.

    Args:
        images: `(n, *shape)`, or one image of `shape`; of grey images also `(n, height, width)` and
            `(height, width)`.
        shape: height, width, channels of the network.

    Raises:
        InputError: another shape, no numbers, or values that are no pixels 0..255, such as those of an image that was
            scaled to 0..1 already.
    """
    try:
        array = np.asarray(images)
    except (ValueError, TypeError, OverflowError) as error:  # e.g. rows of two lengths
        raise _wrong(shape, "something that is no array") from error
    if array.dtype.kind not in "uif":
        raise InputError(
            "images must hold raw pixels, numbers from 0 to 255",
            found=f"values of type {array.dtype}",
            todo="convert them, e.g. with .astype('uint8')",
        )
    grey = shape[2] == 1
    if array.shape == shape or (grey and array.shape == shape[:2]):
        batch = array.reshape(1, *shape)
    elif array.shape[1:] == shape or (grey and array.shape[1:] == shape[:2] and array.ndim == len(shape)):
        batch = array.reshape(-1, *shape) if array.size else np.zeros((array.shape[0], *shape), array.dtype)
    else:
        sizes = ", ".join(map(str, array.shape[:_LONGEST_SHAPE]))
        raise _wrong(shape, f"an array of shape ({sizes}{', ...' if array.ndim > _LONGEST_SHAPE else ''})")
    _check_values(batch)
    return batch


def _wrong(shape: tuple[int, int, int], found: str) -> InputError:
    height, width, channels = shape
    colour = {1: "grey (1 channel)", 3: "RGB (3 channels)"}.get(channels, f"{channels} channels")
    forms = [f"(n, {height}, {width}, {channels})", f"({height}, {width}, {channels})"]
    if channels == 1:
        forms += [f"(n, {height}, {width})", f"({height}, {width})"]
    return InputError(
        f"images must be {', '.join(forms[:-1])} or {forms[-1]}",
        found=found,
        todo=f"scale them to {height} x {width} pixels, {colour}, channels last",
    )


def _check_values(batch: np.ndarray) -> None:
    if batch.dtype == np.uint8 or not batch.size:
        return
    low, high = batch.min(), batch.max()
    if not (low >= 0 and high <= _BRIGHTEST):  # NaN fails every comparison
        raise InputError(
            "images must hold raw pixels, numbers from 0 to 255",
            found=f"values from {low:.6g} to {high:.6g}",
            todo=_AS_THEY_ARE,
        )
    if batch.dtype.kind == "f":
        _check_scale(batch)


def _check_scale(batch: np.ndarray) -> None:
    """Refuse an image that was scaled to 0..1: none of its pixels is above 1, and some are fractions."""
    rows = batch.reshape(len(batch), -1)
    rows = rows[rows.max(axis=1, initial=0) <= 1]
    if (rows != np.rint(rows)).any():
        raise InputError(
            "images must hold raw pixels, numbers from 0 to 255",
            found=f"an image of fractions up to {rows.max():.6g}, as if scaled to 0..1",
            todo=_AS_THEY_ARE,
        )
