"""Paper, light and camera: from how much ink there is to what a photograph of it looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from convscope.reading._arrays import Colour, Grey, Mask, Strength

if TYPE_CHECKING:
    from convscope.reading.compose._style import Style

# Between what is written and the sheet's edge, in digit heights.
_MARGIN = 0.3
_INKS = ((20, 20, 30), (25, 35, 130), (150, 30, 40), (40, 40, 40), (20, 90, 50))


def photographed(ink: Strength, style: Style, rng: np.random.Generator) -> Grey | Colour:
    """Put the ink on paper, light it, and take its picture; grey unless the style is coloured."""
    height, width = ink.shape
    written = ink > 0
    ink = _grained(np.maximum(ink, _ruling(ink.shape, style, rng)), style, rng)
    paper = np.array(rng.uniform(190, 255, 3) if style.coloured else [rng.uniform(200, 255)] * 3)
    if style.light_on_dark:
        board = np.array([rng.uniform(0, 60)] * 3)
        picture = board + ink[..., None] * (235 - board) * style.depth
    else:
        pen = np.array(_INKS[int(rng.integers(len(_INKS)))]) if style.coloured else np.array([20.0] * 3)
        picture = paper + ink[..., None] * (pen - paper) * style.depth
    picture = picture * _light(height, width, style, rng)[..., None]
    if style.table:
        picture = _with_table(picture, written, style, rng)
    if style.blur:
        picture = cv2.GaussianBlur(picture, (0, 0), style.blur)
    grain = rng.normal(0, style.noise, picture.shape[:2])[..., None] if style.noise else 0.0
    shot = np.clip(np.rint(picture + grain), 0, 255).astype(np.uint8)
    if style.jpeg:
        shot = cv2.imdecode(cv2.imencode(".jpg", shot, [cv2.IMWRITE_JPEG_QUALITY, style.jpeg])[1], cv2.IMREAD_COLOR)
    return np.asarray(shot if style.coloured else np.ascontiguousarray(shot[..., 0]))


def _grained(ink: Strength, style: Style, rng: np.random.Generator) -> Strength:
    """Let the ink lie unevenly: pressure changes slowly, the paper's grain fast."""
    if not style.grain:
        return ink
    slow = cv2.GaussianBlur(rng.normal(0, 1, ink.shape).astype(np.float32), (0, 0), style.digit_height / 4)
    fast = cv2.GaussianBlur(rng.normal(0, 1, ink.shape).astype(np.float32), (0, 0), 1.0)
    uneven = 1 + style.grain * (0.25 * slow / slow.std() + 0.2 * fast / fast.std() - 0.1)
    return np.asarray(ink * np.clip(uneven, 0.35, 1.3)).clip(0, 1).astype(np.float32)


def _ruling(shape: tuple[int, ...], style: Style, rng: np.random.Generator) -> Strength:
    lines = np.zeros(shape, np.float32)
    if style.ruling == "none":
        return lines
    step = round(style.digit_height * (rng.uniform(1.2, 1.8) if style.ruling == "lines" else rng.uniform(0.4, 0.9)))
    depth, thick = float(rng.uniform(0.15, 0.45)) / max(style.depth, 0.3), int(rng.integers(1, 4))
    slope = np.tan(np.radians(style.tilt + rng.normal(0, 0.5)))
    height, width = shape
    for start in range(-height, 2 * height, step):
        cv2.line(lines, (0, start), (width, round(start + slope * width)), depth, thick, cv2.LINE_AA)
    if style.ruling == "squares":
        for start in range(-width, 2 * width, step):
            cv2.line(lines, (start, 0), (round(start - slope * height), height), depth, thick, cv2.LINE_AA)
    return np.minimum(lines, 1)


def _light(height: int, width: int, style: Style, rng: np.random.Generator) -> Strength:
    """Return light that falls off from one place, with the soft edge of a shadow."""
    ys, xs = np.mgrid[:height, :width].astype(np.float32)
    y, x = rng.uniform(0, height), rng.uniform(0, width)
    away = np.hypot(ys - y, xs - x)
    light = 1 - style.shadow * 0.6 * (away / away.max()) ** 1.5
    angle, place = rng.uniform(0, 2 * np.pi), rng.uniform(-0.4, 0.4)
    side = (np.cos(angle) * (xs / width - 0.5) + np.sin(angle) * (ys / height - 0.5) - place) / rng.uniform(0.05, 0.4)
    light *= 1 - style.shadow * 0.4 / (1 + np.exp(-np.clip(side, -30, 30)))
    return np.asarray(light, np.float32)


def _with_table(picture: np.ndarray, written: Mask, style: Style, rng: np.random.Generator) -> np.ndarray:
    """Darken a strip along one edge, somewhat aslant, where nothing is written: nobody writes off the sheet."""
    height, width = picture.shape[:2]
    edge, lean, turns = style.table, float(rng.uniform(0, style.table)), int(rng.integers(4))
    columns = np.asarray(np.rot90(written, -turns).any(axis=0))
    bare = (np.argmax(columns) - _MARGIN * style.digit_height) / len(columns) if columns.any() else 1.0
    ends = width * np.clip([edge + lean, edge], 0, max(0, bare))
    corners = np.array([[0, 0], [ends[0], 0], [ends[1], height], [0, height]], np.float64)
    strip = np.zeros((height, width), np.uint8)
    cv2.fillPoly(strip, [np.floor(corners).astype(np.int32)], 1)
    strip = np.rot90(strip, turns)
    strip = cv2.resize(np.ascontiguousarray(strip), (width, height), interpolation=cv2.INTER_NEAREST)
    return np.where(strip[..., None] > 0, rng.uniform(10, 90), picture)
