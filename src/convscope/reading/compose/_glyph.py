"""One glyph's ink: a digit of MNIST enlarged, a letter, a doodle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from convscope.reading._arrays import Grey, Mask, Strength
from convscope.reading.compose._camera import holes, pieces
from convscope.reading.compose._pen import thickened

if TYPE_CHECKING:
    from convscope.reading.compose._style import Style

# None that is written like a digit: no b (6), g and q (9), I and l (1), o (0), s (5), z (2), B (8), h and y (4).
LETTERS = "ADEFGHKMNPRTUVWXacdefhkmnrtuvwx"
# How much of a pixel is covered by ink, 0..255, in the order in which it is tried.
_COVERED = (110, 85, 60)
# Shares of what the style's pen adds or takes, in the order in which they are tried.
_LESS = (1.0, 0.6, 0.3)
_FONTS = (cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_PLAIN)


def digit_ink(image: Grey, style: Style, rng: np.random.Generator) -> Strength:
    """Return a digit as smooth strokes of the style's height, cut to its box: its loops open, its strokes whole."""
    ink = image > 40  # noqa: PLR2004 - more than the soft edge's tail
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    box = np.pad(image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], 2)
    height = style.digit_height * rng.uniform(0.85, 1.1)
    # A digit's longer side counts: a 1 lying down stays as long as one that stands.
    scale = height / max(20, rows[-1] - rows[0] + 1)
    large = cv2.resize(box.astype(np.float32), None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    large = cv2.GaussianBlur(large, (0, 0), 0.35 * scale)
    # Half covered, after the blur, is ink; of a stroke so fine that it would break, what is less.
    whole = min((large > least for least in _COVERED), key=pieces)
    return _shaped(whole.astype(np.uint8), style, rng, legible=True)


def letter_ink(style: Style, rng: np.random.Generator) -> Strength:
    """Return a letter, drawn with a single stroke and bent a little."""
    side = 2 * style.digit_height
    canvas = np.zeros((side, side), np.uint8)
    thickness = max(1, round(style.digit_height * (0.09 + style.thickness)))
    letter = LETTERS[int(rng.integers(len(LETTERS)))]
    font = int(rng.choice(_FONTS))
    (width, height), _ = cv2.getTextSize(letter, font, 1.0, 1)
    size = style.digit_height * rng.uniform(0.7, 1.0) / max(width, height)
    cv2.putText(canvas, letter, (side // 4, round(side * 0.7)), font, size, 1, thickness, cv2.LINE_8)
    return _shaped(_bent(canvas, rng), style, rng)


def doodle_ink(style: Style, rng: np.random.Generator) -> Strength:
    """Return a scribble: a smooth curve through random points."""
    side = style.digit_height
    points = rng.uniform(0.1, 0.9, (int(rng.integers(5, 12)), 2)) * side
    places = np.linspace(0, len(points) - 1, 200)
    curve = np.stack([np.interp(places, np.arange(len(points)), points[:, axis]) for axis in (0, 1)], axis=1)
    smooth = cv2.GaussianBlur(curve.astype(np.float32), (1, 15), 0)
    canvas = np.zeros((side, side), np.uint8)
    thickness = max(1, round(side * (0.09 + style.thickness)))
    cv2.polylines(canvas, [np.rint(smooth).astype(np.int32)], isClosed=False, color=1, thickness=thickness)
    return _shaped(canvas, style, rng)


def mask_ink(mask: Mask, style: Style, rng: np.random.Generator) -> Strength:
    """Return any ink, its longer side about as long as a digit is high."""
    scale = style.digit_height * rng.uniform(0.7, 1.1) / max(mask.shape)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    size = (max(2, round(mask.shape[1] * scale)), max(2, round(mask.shape[0] * scale)))
    large = cv2.resize(mask.astype(np.float32), size, interpolation=method)
    return _shaped((large > 0.5).astype(np.uint8), style, rng)  # noqa: PLR2004 - half covered


def _bent(canvas: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    side = canvas.shape[0]
    shift = [cv2.GaussianBlur(rng.normal(0, 1, canvas.shape).astype(np.float32), (0, 0), side / 8) for _ in range(2)]
    shift = [field * (side * 0.03 / max(float(np.abs(field).max()), 1e-6)) for field in shift]
    ys, xs = np.mgrid[:side, :side].astype(np.float32)
    return np.asarray(cv2.remap(canvas, xs + shift[0], ys + shift[1], cv2.INTER_NEAREST))


def _shaped(mask: np.ndarray, style: Style, rng: np.random.Generator, *, legible: bool = False) -> Strength:
    """Slant, thicken or thin, and cut to the box; if it is to stay legible, no further than loops and strokes do."""
    room = style.digit_height // 2
    mask = np.pad(mask, room)
    slant = style.slant + rng.normal(0, 0.04)
    matrix = np.array([[1, -slant, slant * mask.shape[0] / 2], [0, 1, 0]])
    plain = cv2.warpAffine(mask, matrix, mask.shape[::-1], flags=cv2.INTER_NEAREST) > 0
    changed = (thickened(plain, share * style.thickness * style.digit_height / 2) for share in _LESS)
    drawn = next((other for other in changed if not legible or _is_legible(other, plain)), plain)
    soft = cv2.GaussianBlur(drawn.astype(np.float32), (3, 3), 0)
    rows, columns = np.flatnonzero(soft.max(axis=1) > 0), np.flatnonzero(soft.max(axis=0) > 0)
    if not len(rows):
        return np.zeros((1, 1), np.float32)
    return np.asarray(soft[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def _is_legible(mask: Mask, original: Mask) -> bool:
    return holes(mask) >= holes(original) and pieces(mask) <= pieces(original)
