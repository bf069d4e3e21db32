"""What a threshold leaves of a photograph without writing: leaves, stone, water, hair, windows, stars."""

# ruff: noqa: PLR2004 - what the world looks like is numbers

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from convscope.reading._arrays import Mask


def scene(height: int, width: int, rng: np.random.Generator) -> Mask:
    """Return the ink that a picture of something else than paper seems to hold, all over it."""
    draw = _KINDS[int(rng.choice(len(_KINDS), p=_SHARES))]
    mask = draw(height, width, rng)
    if rng.random() < 0.5:
        # Not everywhere: a bush in a corner, a cloud.
        slow = cv2.resize(rng.normal(0, 1, (3, 4)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
        mask = mask & (slow > rng.uniform(-0.8, 0.5))
    return np.asarray(mask)


def _size(rng: np.random.Generator) -> float:
    return float(np.exp(rng.uniform(np.log(1.5), np.log(20))))


def _noise(height: int, width: int, rng: np.random.Generator) -> Mask:
    """Stone, cloth, clouds, wood: noise cut at a level, or its contours."""
    fine, across = _size(rng), float(rng.choice([1.0, rng.uniform(2, 8)]))
    field = cv2.GaussianBlur(rng.normal(0, 1, (height, width)).astype(np.float32), (0, 0), fine, sigmaY=fine * across)
    slow = cv2.resize(rng.normal(0, 1, (4, 6)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    field = field / field.std() + rng.uniform(0, 1.5) * slow
    if rng.random() < 0.5:
        field = field.T if height == width else field[::-1]
    ink = field > np.quantile(field, rng.uniform(0.5, 0.97))
    if rng.random() < 0.4:
        thick = int(rng.integers(2, 7))
        ink = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((thick, thick), np.uint8)) > 0
    return np.asarray(ink)


def _arcs(height: int, width: int, rng: np.random.Generator) -> Mask:
    """Stars that turned, ripples, wood's rings: pieces of circles around one place."""
    canvas = np.zeros((height, width), np.uint8)
    middle = (int(rng.uniform(-0.5, 1.5) * width), int(rng.uniform(-0.5, 1.5) * height))
    length = rng.uniform(5, 70)
    for _ in range(int(rng.integers(20, 250))):
        radius = int(rng.uniform(5, 1.5 * (height + width)))
        start = rng.uniform(0, 360)
        angle = np.rad2deg(length * rng.uniform(0.4, 1.4) / radius)
        cv2.ellipse(canvas, middle, (radius, radius), 0.0, start, start + angle, 1, int(rng.integers(1, 5)))
    return np.asarray(canvas > 0)


def _dashes(height: int, width: int, rng: np.random.Generator) -> Mask:
    """Grass, hair, rain, waves: many short strokes of about one direction."""
    canvas = np.zeros((height, width), np.uint8)
    direction, spread, length = rng.uniform(0, np.pi), rng.uniform(0, 0.7), rng.uniform(4, 60)
    bow = rng.normal(0, 0.25)
    for _ in range(int(rng.integers(30, 250))):
        angle, own = direction + rng.normal(0, spread), length * rng.uniform(0.4, 1.5)
        along = np.array([np.cos(angle), np.sin(angle)]) * own
        place = rng.uniform(0, 1, 2) * (width, height)
        aside = np.array([-along[1], along[0]]) * (bow + rng.normal(0, 0.1))
        points = np.stack([place, place + along / 2 + aside, place + along])
        cv2.polylines(canvas, [np.rint(points).astype(np.int32)], False, 1, int(rng.integers(1, 6)))
    return np.asarray(canvas > 0)


def _leaves(height: int, width: int, rng: np.random.Generator) -> Mask:
    """Leaves, pebbles, lights: ellipses, alone and in heaps, full or as outlines."""
    canvas = np.zeros((height, width), np.uint8)
    size, flat = rng.uniform(3, 30), rng.uniform(0.2, 1)
    for _ in range(int(rng.integers(15, 120))):
        place = (int(rng.integers(width)), int(rng.integers(height)))
        long = size * rng.uniform(0.4, 1.5)
        axes = (max(1, round(long)), max(1, round(long * flat * rng.uniform(0.6, 1.3))))
        thick = -1 if rng.random() < 0.8 else int(rng.integers(1, 4))
        cv2.ellipse(canvas, place, axes, float(rng.uniform(0, 180)), 0, 360, 1, thick)
    return np.asarray(canvas > 0)


def _windows(height: int, width: int, rng: np.random.Generator) -> Mask:
    """Fronts of houses, keyboards, tiles: rows of like things, seen aslant."""
    side = int(np.hypot(height, width)) + 2
    canvas = np.zeros((side, side), np.uint8)
    down, across = rng.integers(8, 60, 2)
    tall, wide = max(2, int(down * rng.uniform(0.2, 0.8))), max(2, int(across * rng.uniform(0.2, 0.9)))
    thick = -1 if rng.random() < 0.6 else int(rng.integers(1, 4))
    for y in range(0, side, int(down)):
        for x in range(0, side, int(across)):
            if rng.random() < 0.85:
                cv2.rectangle(canvas, (x, y), (x + wide, y + tall), 1, thick)
    corners = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    moved = (corners + rng.normal(0, 0.15 * side, (4, 2))).astype(np.float32)
    seen = cv2.warpPerspective(
        canvas, cv2.getPerspectiveTransform(corners, moved), (side, side), flags=cv2.INTER_NEAREST
    )
    return np.asarray(seen[(side - height) // 2 :, (side - width) // 2 :][:height, :width] > 0)


_KINDS: tuple[Callable[[int, int, np.random.Generator], Mask], ...] = (_noise, _arcs, _dashes, _leaves, _windows)
_SHARES = np.array([0.4, 0.15, 0.15, 0.15, 0.15])
