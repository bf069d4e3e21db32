"""One digit of MNIST in other hands: bent, leaning, thin or thick, a 7 crossed, a 1 with a foot."""

# ruff: noqa: PLR2004 - how pens differ is numbers

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np

from convscope.reading._arrays import Grey, Mask
from convscope.reading.compose._camera import holes
from convscope.reading.form import stroke_width

FINE = 4
"""How many times finer than MNIST's pixels the strokes are drawn."""
_ROOM = 8
_ONE, _SEVEN = 1, 7

Place: TypeAlias = tuple[float | np.integer, float | np.integer]


def redrawn(image: Grey, label: int, rng: np.random.Generator) -> Mask:
    """Return a digit's strokes, four times as fine as MNIST's, as another person would have drawn them.

    Args:
        image: a digit in MNIST's form, 28 x 28.
        label: which digit.
        rng: draws the hand.
    """
    large = cv2.resize(np.pad(image, _ROOM), None, fx=FINE, fy=FINE, interpolation=cv2.INTER_CUBIC)
    soft = cv2.GaussianBlur(large.astype(np.float32), (0, 0), 1.5)
    bent = bend(soft, rng)
    mask = np.asarray(bent > 100)
    if mask.sum() < 40:
        mask = np.asarray(soft > 60)
    if label == _SEVEN and rng.random() < 0.2:
        mask = _crossed(mask, rng)
    if label == _ONE and rng.random() < 0.35:
        mask = _with_foot_or_flag(mask, rng)
    return with_pen(mask, rng)


def bend(soft: np.ndarray, rng: np.random.Generator, *, strength: float = 1.0) -> np.ndarray:
    """Turn, lean, stretch, look at from aside, and bend a little; what leaves the canvas is lost."""
    height, width = soft.shape[:2]
    degrees = rng.uniform(-20, 20) if rng.random() < 0.15 else rng.normal(0, 6)
    angle = np.deg2rad(degrees * strength)
    lean, stretch = rng.normal(0, 0.14) * strength, np.exp(rng.normal(0, 0.18) * strength)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = (turn @ np.array([[stretch, lean], [0, 1.0]]) * rng.uniform(0.95, 1.1)).astype(np.float32)
    tilt = (rng.normal(0, 0.0008, 2) * strength).astype(np.float32)
    x = np.arange(width, dtype=np.float32)[None] - np.float32(width / 2)
    y = np.arange(height, dtype=np.float32)[:, None] - np.float32(height / 2)
    nearer = 1 / (1 + tilt[0] * x + tilt[1] * y)
    amount = abs(rng.normal(0, 0.022)) * min(height, width) * strength
    waves = [
        cv2.resize(
            (amount * rng.normal(0, 1, (4, 4))).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
        )
        for _ in range(2)
    ]
    map_x = (linear[0, 0] * x + linear[0, 1] * y) * nearer + np.float32(width / 2) + waves[0]
    map_y = (linear[1, 0] * x + linear[1, 1] * y) * nearer + np.float32(height / 2) + waves[1]
    return np.asarray(cv2.remap(soft, map_x, map_y, cv2.INTER_LINEAR))


def with_pen(mask: Mask, rng: np.random.Generator) -> Mask:
    """Draw the strokes with another pen: a hair, a ballpoint, a felt pen, of the digit's height a 30th to a fifth."""
    height = float(max(np.ptp(np.nonzero(mask)[0], axis=0) if mask.any() else 1, 20))
    kind = rng.random()
    if kind < 0.35:
        return mask
    wanted = height * (
        rng.uniform(0.03, 0.08) if kind < 0.6 else rng.uniform(0.07, 0.13) if kind < 0.85 else rng.uniform(0.12, 0.2)
    )
    change = (wanted - stroke_width(mask)) / 2
    result = thickened(mask, change)
    # A pen so wide that loops close is no pen that a person writes digits with.
    return mask if change > 0 and holes(result) < holes(mask) else result


def thickened(mask: Mask, change: float) -> Mask:
    """Make strokes wider, or narrower, by `change` pixels at either side; a line stays a line."""
    if change > 0:
        return np.asarray(cv2.distanceTransform(1 - mask.astype(np.uint8), cv2.DIST_L2, 5) <= change)
    inside = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 5)
    # The middle of a stroke is never taken away.
    middle = (inside >= cv2.dilate(inside, np.ones((3, 3), np.uint8)) - 1e-3) & (inside > 1)
    return np.asarray(mask & ((inside > -change) | (cv2.dilate(middle.astype(np.uint8), np.ones((3, 3))) > 0)))


def _crossed(mask: Mask, rng: np.random.Generator) -> Mask:
    """Put a bar through a 7's stem."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    height, width = np.ptp(rows), np.ptp(columns)
    row = int(rows[0] + height * rng.uniform(0.42, 0.65))
    ink = np.flatnonzero(mask[row])
    if not len(ink):
        return mask
    reach = width * rng.uniform(0.2, 0.4)
    rise = height * rng.normal(-0.02, 0.05)
    middle = float(ink.mean())
    return _line(mask, (middle - reach, row + rise), (middle + reach, row - rise))


def _with_foot_or_flag(mask: Mask, rng: np.random.Generator) -> Mask:
    """Give a 1 a foot, a flag at its top, or both."""
    rows = np.flatnonzero(mask.any(axis=1))
    height = float(np.ptp(rows))
    top, bottom = np.flatnonzero(mask[rows[2]]).mean(), np.flatnonzero(mask[rows[-3]]).mean()
    kind = rng.random()
    if kind < 0.6:
        reach = height * rng.uniform(0.15, 0.35)
        rise = height * rng.normal(0, 0.03)
        mask = _line(mask, (bottom - reach, rows[-2] + rise), (bottom + reach * rng.uniform(0.6, 1.2), rows[-2] - rise))
    if kind > 0.35:
        # The flatter it is the shorter, or the 1 would be a 7.
        degrees = rng.uniform(110, 145)
        length = height * rng.uniform(0.15, 0.6 - 0.35 * (degrees - 110) / 35)
        angle = np.deg2rad(degrees)
        mask = _line(mask, (top, rows[1]), (top + length * np.cos(angle), rows[1] + length * np.sin(angle)))
    return mask


def _line(mask: Mask, start: Place, end: Place) -> Mask:
    canvas = mask.astype(np.uint8)
    thickness = max(2, round(stroke_width(mask)))
    points = [(round(float(x)), round(float(y))) for x, y in (start, end)]
    return np.asarray(cv2.line(canvas, points[0], points[1], 1, thickness) > 0)
