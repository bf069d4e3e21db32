"""Sheets of ink with their digits' places: what a network that reads whole pages learns from."""

# ruff: noqa: PLR2004 - how pages differ is numbers

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from jaxtyping import UInt8

from convscope.reading.compose._examples import OTHER
from convscope.reading.compose._glyphs import Glyphs
from convscope.reading.compose._scene import scene

HEIGHT, WIDTH, STRIDE = 96, 128, 4
IGNORED = 255
"""The class of cells in which nothing is learned: a digit that the sheet's edge cuts."""
_FINE = 2
_WORD = 1.6


@dataclass(frozen=True)
class _Placed:
    label: int
    x: float
    y: float
    height: float
    width: float


def make_sheet(
    glyphs: Glyphs, rng: np.random.Generator
) -> tuple[UInt8[np.ndarray, "96 128"], UInt8[np.ndarray, "24 32 4"]]:
    """Set a sheet of digits in lines, or of writing or texture without digits.

    Returns:
        The ink, 0..255; and for each cell of 4 x 4 pixels: the class of the digit nearby, how much this is its
        middle (255: it is), its height and its width in pixels.
    """
    canvas = np.zeros((_FINE * HEIGHT, _FINE * WIDTH), np.float32)
    placed: list[_Placed] = []
    kind = rng.random()
    if kind < 0.88:
        marks = 1.0 if kind < 0.2 else float(rng.choice([0.0, 0.15, 0.5], p=[0.5, 0.3, 0.2]))
        placed = _set_lines(canvas, glyphs, marks, rng)
    else:
        canvas[scene(canvas.shape[0], canvas.shape[1], rng)] = 1
    if rng.random() < 0.2:
        _ruling(canvas, rng)
    if rng.random() < 0.35:
        _specks(canvas, rng)
    fine = _seen(canvas, rng)
    ink = cv2.resize(fine, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return np.rint(255 * ink).astype(np.uint8), _targets(placed)


def make_sheets(glyphs: Glyphs, count: int, seed: int | list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Return `count` sheets, (n, 96, 128, 1), and their targets, (n, 24, 32, 4), both uint8."""
    rng = np.random.default_rng(seed)
    x = np.zeros((count, HEIGHT, WIDTH, 1), np.uint8)
    y = np.zeros((count, HEIGHT // STRIDE, WIDTH // STRIDE, 4), np.uint8)
    for index in range(count):
        x[index, ..., 0], y[index] = make_sheet(glyphs, rng)
    return x, y


def _set_lines(canvas: np.ndarray, glyphs: Glyphs, marks: float, rng: np.random.Generator) -> list[_Placed]:
    height = _FINE * float(np.exp(rng.uniform(np.log(16), np.log(46))))
    pitch = height * rng.uniform(1.25, 2.2)
    # Paper between digits, in digit heights: far apart, written in one go, touching.
    gap = float(
        rng.choice([rng.uniform(0.35, 1.2), rng.uniform(0.1, 0.35), rng.uniform(-0.08, 0.1)], p=[0.3, 0.4, 0.3])
    )
    slope = float(rng.normal(0, 0.03))
    uneven, sizes = rng.uniform(0, 0.12), rng.uniform(0, 0.12)
    digits, others = np.flatnonzero(glyphs.labels != OTHER), np.flatnonzero(glyphs.labels == OTHER)
    placed: list[_Placed] = []
    line = rng.uniform(-0.6, 0.9) * height
    while line < canvas.shape[0]:
        x = rng.uniform(-0.8, 1.5) * height
        while x < canvas.shape[1]:
            other = rng.random() < marks
            index = int(rng.choice(others if other else digits))
            tall = height * float(np.exp(rng.normal(0, sizes))) * (rng.uniform(0.5, 1.1) if other else 1.0)
            middle = line + height / 2 + slope * x + height * rng.normal(0, uneven)
            width = _paste(canvas, _own(glyphs, index), tall, (x, middle))
            if not other:
                placed.append(_Placed(int(glyphs.labels[index]), x + width / 2, middle, tall, width))
            x += width + height * gap * rng.uniform(0.6, 1.4)
            if rng.random() < 0.08:
                x += height * rng.uniform(0.5, 2.5)
        line += pitch
    return placed


def _own(glyphs: Glyphs, index: int) -> UInt8[np.ndarray, "_ _"]:
    height, width = glyphs.sizes[index]
    return glyphs.ink[index, :height, :width]


def _paste(canvas: np.ndarray, own: np.ndarray, tall: float, place: tuple[float, float]) -> float:
    """Draw a glyph `tall` pixels high, or wide if that is longer, from x on, around y; return its width."""
    x, middle = place
    # A digit lying down is as long as one that stands, and a 1 as high as others; a word is as high as its letters.
    long = own.shape[1] > _WORD * own.shape[0]
    scale = tall / (own.shape[0] if long else max(own.shape[0], 0.8 * own.shape[1]))
    size = (max(2, round(own.shape[1] * scale)), max(2, round(own.shape[0] * scale)))
    ink = cv2.resize(own, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    top, left = round(middle - size[1] / 2), round(x)
    up, aside = max(0, -top), max(0, -left)
    area = canvas[top + up : max(0, top + size[1]), left + aside : max(0, left + size[0])]
    if area.size:
        np.maximum(area, ink[up : up + area.shape[0], aside : aside + area.shape[1]] / np.float32(255), out=area)
    return float(size[0])


def _ruling(canvas: np.ndarray, rng: np.random.Generator) -> None:
    """Remains of printed lines: long, thin, with gaps."""
    height, width = canvas.shape
    lines = np.zeros_like(canvas)
    for _ in range(int(rng.integers(1, 5))):
        thick = int(rng.integers(1, 4))
        if rng.random() < 0.75:
            y = int(rng.integers(height))
            cv2.line(lines, (0, y), (width, round(y + rng.normal(0, 4))), 1.0, thick)
        else:
            x = int(rng.integers(width))
            cv2.line(lines, (x, 0), (round(x + rng.normal(0, 4)), height), 1.0, thick)
    gaps = cv2.resize(rng.normal(0, 1, (12, 24)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    np.maximum(canvas, lines * (gaps > rng.uniform(-1.5, 1)), out=canvas)


def _specks(canvas: np.ndarray, rng: np.random.Generator) -> None:
    for _ in range(int(rng.integers(1, 12))):
        place = (int(rng.integers(canvas.shape[1])), int(rng.integers(canvas.shape[0])))
        axes = (int(rng.integers(1, 5)), int(rng.integers(1, 5)))
        cv2.ellipse(canvas, place, axes, float(rng.uniform(0, 180)), 0, 360, 1.0, -1)


def _seen(canvas: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Cut the ink out again: after blur and noise, somewhat wider or narrower."""
    if rng.random() < 0.5:
        return np.asarray((canvas > 0.5).astype(np.float32))
    soft = cv2.GaussianBlur(canvas, (0, 0), rng.uniform(0.5, 1.6))
    if rng.random() < 0.5:
        soft += cv2.GaussianBlur(rng.normal(0, rng.uniform(0.05, 0.5), soft.shape).astype(np.float32), (0, 0), 1.0)
    return np.asarray((soft > rng.uniform(0.3, 0.6)).astype(np.float32))


def _targets(placed: list[_Placed]) -> np.ndarray:
    rows, columns = HEIGHT // STRIDE, WIDTH // STRIDE
    result = np.zeros((rows, columns, 4), np.uint8)
    ys, xs = np.mgrid[:rows, :columns]
    cell = _FINE * STRIDE
    for digit in placed:
        x, y = digit.x / cell - 0.5, digit.y / cell - 0.5
        half = np.array([digit.height, digit.width]) / 2 / cell
        out = max(half[0] - 0.5 - y, y + half[0] - (rows - 0.5), half[1] - 0.5 - x, x + half[1] - (columns - 0.5), 0)
        if out > 0.12 * 2 * half.max():
            near = (abs(ys - y) <= half[0]) & (abs(xs - x) <= half[1]) & (result[..., 1] < 255)
            result[near] = (IGNORED, 0, 0, 0)
            continue
        spread = np.maximum(0.32 * half, 0.45)
        heat = np.exp(-(((ys - y) / spread[0]) ** 2 + ((xs - x) / spread[1]) ** 2) / 2)
        row, column = (int(np.clip(round(v), 0, n - 1)) for v, n in ((y, rows), (x, columns)))
        heat *= 254 / 255
        heat[row, column] = 1
        better = (np.rint(255 * heat) > result[..., 1]) & (result[..., 0] != IGNORED) & (heat > 0.02)
        values = np.stack(
            np.broadcast_arrays(digit.label, np.rint(255 * heat), digit.height / _FINE, digit.width / _FINE), -1
        )
        result[better] = np.minimum(values[better], 255).astype(np.uint8)
    return result
