"""Ink that is no writing: scribbles, figures, texture, remains of ruling, shadows' edges, specks."""

# ruff: noqa: PLR2004 - how made marks are made is numbers

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from convscope.reading._arrays import Mask
from convscope.reading.compose._scene import scene

_SIDE = 112


def random_mark(rng: np.random.Generator) -> Mask:
    """Return ink that nobody reads, of one of many kinds."""
    draw = _KINDS[int(rng.choice(len(_KINDS), p=_SHARES))]
    mask = draw(rng)
    return mask if mask.sum() > 30 else _scribble(rng)


def _stroke(points: np.ndarray, rng: np.random.Generator, *, closed: bool = False) -> Mask:
    canvas = np.zeros((_SIDE, _SIDE), np.uint8)
    cv2.polylines(canvas, [np.rint(points).astype(np.int32)], closed, 1, int(rng.integers(2, 14)))
    return np.asarray(canvas > 0)


def _smooth(points: np.ndarray, *, steps: int = 160, width: int = 21) -> np.ndarray:
    places = np.linspace(0, len(points) - 1, steps)
    curve = np.stack([np.interp(places, np.arange(len(points)), points[:, axis]) for axis in (0, 1)], axis=1)
    return np.asarray(cv2.GaussianBlur(curve.astype(np.float32), (1, width), 0))


def _scribble(rng: np.random.Generator) -> Mask:
    points = rng.uniform(0.08, 0.92, (int(rng.integers(6, 16)), 2)) * _SIDE
    return _stroke(_smooth(points, width=int(rng.choice([1, 11, 21, 31]))), rng)


def _zigzag(rng: np.random.Generator) -> Mask:
    count = int(rng.integers(5, 12))
    x = np.linspace(8, _SIDE - 8, count) + rng.normal(0, 2, count)
    y = _SIDE / 2 + np.where(np.arange(count) % 2, 1, -1) * rng.uniform(8, 48) + rng.normal(0, 4, count)
    points = np.stack([x, y] if rng.random() < 0.6 else [y, x], axis=1)
    return _stroke(_smooth(points, width=int(rng.choice([1, 15]))), rng)


def _spiral(rng: np.random.Generator) -> Mask:
    t = np.linspace(0, rng.uniform(2, 4.5) * 2 * np.pi, 200)
    radius = t / t[-1] * rng.uniform(30, 50)
    points = np.stack([radius * np.cos(t), rng.uniform(0.5, 1.2) * radius * np.sin(t)], axis=1) + _SIDE / 2
    return _stroke(points, rng)


def _figure(rng: np.random.Generator) -> Mask:
    """A star, a triangle, a square, a heart, a cross, a many-cornered blot."""
    kind = int(rng.integers(6))
    t = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    if kind == 0:
        corners = int(rng.integers(4, 8))
        angles = np.arange(2 * corners) * np.pi / corners
        radius = np.where(np.arange(2 * corners) % 2, rng.uniform(0.3, 0.6), 1.0)
        points = np.stack([radius * np.cos(angles), radius * np.sin(angles)], axis=1)
    elif kind == 1:
        angles = np.arange(3) * 2 * np.pi / 3 + rng.uniform(0, 6)
        points = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    elif kind == 2:
        points = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [rng.uniform(0.85, 1), rng.uniform(0.7, 0.85)]
    elif kind == 3:
        points = np.stack([np.sin(t) ** 3, -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t)) / 16], axis=1)
    elif kind == 4:
        points = np.array([[-1, -1], [1, 1], [0, 0], [1, -1], [-1, 1], [0, 0]]) * rng.uniform(0.6, 1, 2)
    else:
        angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(5, 9))))
        points = np.stack([np.cos(angles), np.sin(angles)], axis=1) * rng.uniform(0.4, 1, (len(angles), 1))
    placed = (points + rng.normal(0, 0.04, points.shape)) * 44 + _SIDE / 2
    if kind == 5 or (kind != 4 and rng.random() < 0.25):
        return np.asarray(cv2.fillPoly(np.zeros((_SIDE, _SIDE), np.uint8), [np.rint(placed).astype(np.int32)], 1) > 0)
    return _stroke(placed, rng, closed=True)


def _noise(rng: np.random.Generator, *, across: float = 1.0) -> np.ndarray:
    """Smooth noise, at one scale or several, stretched in one direction."""
    fine = rng.uniform(1.5, 9)
    field = cv2.GaussianBlur(rng.normal(0, 1, (_SIDE, _SIDE)).astype(np.float32), (0, 0), fine, sigmaY=fine * across)
    if rng.random() < 0.5:
        coarse = cv2.GaussianBlur(rng.normal(0, 1, (_SIDE, _SIDE)).astype(np.float32), (0, 0), 3 * fine)
        field = field / field.std() + rng.uniform(0.3, 1) * coarse / coarse.std()
    return np.asarray(field)


def _texture(rng: np.random.Generator) -> Mask:
    """A piece of leaves, stone, cloth: connected, ragged."""
    field = _noise(rng)
    return _largest(field > np.quantile(field, rng.uniform(0.5, 0.9)), rng)


def _grain(rng: np.random.Generator) -> Mask:
    """Wood, hair, folds: streaks in one direction."""
    field = _noise(rng, across=rng.uniform(3, 9))
    turn = cv2.getRotationMatrix2D((_SIDE / 2, _SIDE / 2), rng.uniform(0, 180), 1.4)
    field = cv2.warpAffine(field, turn, (_SIDE, _SIDE), borderMode=cv2.BORDER_REFLECT)
    mask = field > np.quantile(field, rng.uniform(0.6, 0.92))
    return _largest(mask, rng) if rng.random() < 0.6 else np.asarray(mask)


def _edges(rng: np.random.Generator) -> Mask:
    """The contour of something in a photograph: where smooth noise passes a level."""
    field = _noise(rng)
    level = np.quantile(field, rng.uniform(0.3, 0.8))
    inside = (field > level).astype(np.uint8)
    width = int(rng.integers(3, 10))
    rim = cv2.morphologyEx(inside, cv2.MORPH_GRADIENT, np.ones((width, width), np.uint8))
    return _largest(rim > 0, rng)


def _piece_of_scene(rng: np.random.Generator) -> Mask:
    """A connected piece of what a threshold leaves of a photograph."""
    return _largest(scene(_SIDE, _SIDE, rng), rng)


def _largest(mask: np.ndarray, rng: np.random.Generator) -> Mask:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count == 1:
        return np.asarray(mask, bool)
    order = 1 + np.argsort(-stats[1:, cv2.CC_STAT_AREA])
    return np.asarray(labels == order[min(len(order) - 1, int(rng.integers(0, 3)))])


def _specks(rng: np.random.Generator) -> Mask:
    """Dots: one, or several as in a sky of stars, taken together."""
    canvas = np.zeros((_SIDE, _SIDE), np.uint8)
    for _ in range(int(rng.choice([1, 2, 3, 6, 12]))):
        centre = (int(rng.integers(20, 92)), int(rng.integers(20, 92)))
        axes = (int(rng.integers(2, 16)), int(rng.integers(2, 16)))
        cv2.ellipse(canvas, centre, axes, float(rng.uniform(0, 180)), 0, 360, 1, -1)
    return np.asarray(canvas > 0)


def _ruling(rng: np.random.Generator) -> Mask:
    """Printed lines that were not taken out: crossings, corners, rows of dashes; never one that stands alone."""
    canvas = np.zeros((_SIDE, _SIDE), np.uint8)
    thick = int(rng.integers(2, 8))
    rows, columns = rng.integers(15, 97, int(rng.integers(1, 4))), rng.integers(15, 97, int(rng.integers(0, 4)))
    for row in rows:
        ends = np.sort(rng.integers(0, _SIDE, 2)) if rng.random() < 0.5 else np.array([0, _SIDE])
        cv2.line(canvas, (int(ends[0]), int(row)), (int(ends[1]), int(row + rng.normal(0, 3))), 1, thick)
    for column in columns:
        ends = np.sort(rng.integers(0, _SIDE, 2)) if rng.random() < 0.5 else np.array([0, _SIDE])
        cv2.line(canvas, (int(column), int(ends[0])), (int(column + rng.normal(0, 3)), int(ends[1])), 1, thick)
    gaps = cv2.resize(rng.normal(0, 1, (9, 9)).astype(np.float32), (_SIDE, _SIDE), interpolation=cv2.INTER_CUBIC)
    return np.asarray((canvas > 0) & (gaps > rng.uniform(-2, -0.6)))


def _shadow(rng: np.random.Generator) -> Mask:
    """A shadow's edge or a fold: a ragged band."""
    x = np.linspace(-5, _SIDE + 5, 12)
    middle = _SIDE / 2 + np.cumsum(rng.normal(0, 5, 12)) + (x - _SIDE / 2) * rng.normal(0, 0.4)
    width = np.abs(rng.normal(6, 4, 12)) + 1
    outline = np.concatenate([np.stack([x, middle - width], 1), np.stack([x, middle + width], 1)[::-1]])
    canvas = cv2.fillPoly(np.zeros((_SIDE, _SIDE), np.uint8), [np.rint(outline).astype(np.int32)], 1)
    rough = _noise(rng)
    return np.asarray((canvas > 0) & (rough > np.quantile(rough, rng.uniform(0, 0.35))))


def _arrow_or_tick(rng: np.random.Generator) -> Mask:
    if rng.random() < 0.4:
        points = np.array([[10, 60], [40, 96], [100, rng.uniform(8, 40)]]) + rng.normal(0, 5, (3, 2))
        return _stroke(_smooth(points, width=int(rng.choice([1, 9]))), rng)
    angle = rng.uniform(0, 2 * np.pi)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    head = rng.uniform(0.2, 0.5)
    points = np.array([[-1, 0], [1, 0], [1 - head, head], [1, 0], [1 - head, -head], [1, 0]]) @ turn.T
    return _stroke(points * 44 + _SIDE / 2 + rng.normal(0, 2, points.shape), rng)


_KINDS: tuple[Callable[[np.random.Generator], Mask], ...] = (
    _scribble, _zigzag, _spiral, _figure, _texture, _grain, _edges, _specks, _ruling, _shadow,
    _arrow_or_tick, _piece_of_scene,
)  # fmt: skip
_SHARES = np.array([0.12, 0.05, 0.04, 0.12, 0.12, 0.08, 0.08, 0.06, 0.07, 0.05, 0.07, 0.14])
