"""A picture that a program made twice as large is read at its own size: it holds no more than it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from jaxtyping import Float32
from PIL import Image

from convscope.reading._arrays import Colour, Grey

# Made smaller and enlarged again, no pixel differs from what it was by more than this: by 2 at most on eleven composed
# pages enlarged in each of the ways below. Photographs as they are differ by 6 and more.
_ROUNDING = 3
# Whether it is so is found out first in one square of so many pixels, the liveliest (every so many count for that); not
# so near its edge, where the pixels beyond had a say.
_SQUARE, _EVERY, _EDGE = 256, 4, 8
# What would be smaller than this is left as it is.
_LEAST = 100
# As far as the widest way (OpenCV's Lanczos) looks.
_REACH = 4
_WHITE = 255


@dataclass(frozen=True)
class _Way:
    """A way to make a picture twice as large.

    Args:
        enlarged: does it.
        taps: how much the pixels from `_REACH` before to `_REACH` after count in the upper left one of four.
        rounds: how often its inverse is made better.
    """

    enlarged: Callable[[np.ndarray], np.ndarray]
    taps: Float32[np.ndarray, " taps"]
    rounds: int


def own_size(pixels: Grey | Colour) -> Grey | Colour:
    """Return the smallest picture that, made twice as large once or several times, gives the picture again.

    The ways are Pillow's and OpenCV's: nearest, linear, cubic, Lanczos. Nothing is lost but for rounding, each time
    at most 3 grey levels in any pixel. So a picture that was not enlarged stays what it is, unless it is so soft that
    fewer pixels hold all of it; and one of black on white may stay large, where enlarging went beyond both.

    Args:
        pixels: any picture.
    """
    while (way := _way_of(pixels)) is not None:
        smaller = _halved(pixels, way)
        if not _is_same(way.enlarged(smaller), pixels):
            break
        pixels = smaller
    return pixels


def _way_of(pixels: Grey | Colour) -> _Way | None:
    """Return the way in which the picture was probably enlarged, by its liveliest square; None if in none."""
    height, width = pixels.shape[:2]
    if height % 2 or width % 2 or min(height, width) < 2 * _LEAST:
        return None
    square = _liveliest(pixels if pixels.ndim == 2 else pixels[..., 1])  # noqa: PLR2004 - height, width
    if square.min() == square.max():
        return None
    inner = _inner(square)
    made = [(way, _inner(way.enlarged(_halved(square, way)))) for way in _WAYS]
    way, best = min(made, key=lambda pair: cv2.norm(pair[1], inner, cv2.NORM_L2))
    return way if _is_same(best, inner) else None


def _liveliest(channel: Grey) -> Grey:
    """Return the square in which the pixels differ most."""
    rows, columns = ([*range(0, side - _SQUARE, _SQUARE), max(0, side - _SQUARE)] for side in channel.shape)
    squares = [channel[top : top + _SQUARE, left : left + _SQUARE] for top in rows for left in columns]
    return np.ascontiguousarray(max(squares, key=lambda square: square[::_EVERY, ::_EVERY].std()))


def _inner(square: Grey) -> Grey:
    return square[_EDGE:-_EDGE, _EDGE:-_EDGE]


def _is_same(made: np.ndarray, given: np.ndarray) -> bool:
    return int(cv2.absdiff(made, given).max()) <= _ROUNDING


def _halved(pixels: np.ndarray, way: _Way) -> np.ndarray:
    """Return the picture that the given one was made of: the means of pairs, made better by what they get wrong."""
    result = pixels.astype(np.float32)
    for axis in (0, 1):
        given, result = result, _pairs(result, axis)
        for _ in range(way.rounds):
            away = given - _twice(result, way.taps, axis)
            # Beyond white and black programs cut off: there it cannot be known how much was meant.
            away[((given >= _WHITE) & (away < 0)) | ((given <= 0) & (away > 0))] = 0
            result += _pairs(away, axis)
        result = np.clip(result, 0, _WHITE)
    return np.rint(result).astype(np.uint8)


def _pairs(values: np.ndarray, axis: int) -> np.ndarray:
    first, second = (values[0::2], values[1::2]) if axis == 0 else (values[:, 0::2], values[:, 1::2])
    return np.asarray((first + second) / 2)


def _twice(values: np.ndarray, taps: np.ndarray, axis: int) -> np.ndarray:
    shape = list(values.shape)
    shape[axis] *= 2
    result = np.empty(shape, np.float32)
    for start, kernel in enumerate((taps, taps[::-1])):
        place = (slice(start, None, 2), slice(None)) if axis == 0 else (slice(None), slice(start, None, 2))
        across = kernel.reshape((-1, 1) if axis == 0 else (1, -1))
        result[place] = cv2.filter2D(values, -1, np.ascontiguousarray(across), borderType=cv2.BORDER_REPLICATE)
    return result


def _taps(weight: Callable[[float], float]) -> np.ndarray:
    """Return the taps of a way, from how much a pixel counts by its distance."""
    weights = np.array([weight(abs(place + 0.25)) for place in range(-_REACH, _REACH + 1)])
    return np.asarray(weights / weights.sum(), np.float32)


def _cubic(sharpness: float) -> Callable[[float], float]:
    """Return Keys's convolution kernel; Pillow's sharpness is -0.5, OpenCV's -0.75."""

    def weight(away: float) -> float:
        if away <= 1:
            return (sharpness + 2) * away**3 - (sharpness + 3) * away**2 + 1
        return sharpness * (away**3 - 5 * away**2 + 8 * away - 4) if away < 2 else 0.0  # noqa: PLR2004 - it ends there

    return weight


def _lanczos(lobes: int) -> Callable[[float], float]:
    return lambda away: float(np.sinc(away) * np.sinc(away / lobes)) if away < lobes else 0.0


def _linear(away: float) -> float:
    return max(0.0, 1 - away)


def _by_pillow(method: Image.Resampling) -> Callable[[np.ndarray], np.ndarray]:
    def enlarged(pixels: np.ndarray) -> np.ndarray:
        return np.asarray(Image.fromarray(pixels).resize((2 * pixels.shape[1], 2 * pixels.shape[0]), method))

    return enlarged


def _by_opencv(method: int) -> Callable[[np.ndarray], np.ndarray]:
    return lambda pixels: np.asarray(cv2.resize(pixels, None, fx=2, fy=2, interpolation=method))


_WAYS = (
    _Way(_by_pillow(Image.Resampling.NEAREST), _taps(lambda away: float(away < 0.5)), 0),  # noqa: PLR2004 - of two the nearer
    _Way(_by_opencv(cv2.INTER_LINEAR), _taps(_linear), 10),
    _Way(_by_pillow(Image.Resampling.BICUBIC), _taps(_cubic(-0.5)), 10),
    _Way(_by_opencv(cv2.INTER_CUBIC), _taps(_cubic(-0.75)), 10),
    _Way(_by_pillow(Image.Resampling.LANCZOS), _taps(_lanczos(3)), 10),
    _Way(_by_opencv(cv2.INTER_LANCZOS4), _taps(_lanczos(4)), 10),
)
