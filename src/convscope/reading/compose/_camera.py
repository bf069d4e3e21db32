"""What is left of one glyph's ink after a camera, a scanner or a paint program, and after being cut out again."""

# ruff: noqa: PLR2004 - how cameras differ is numbers

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading._arrays import Mask
from convscope.reading.form import crop


def taken(mask: Mask, rng: np.random.Generator) -> Mask:
    """Take a picture of the ink and cut it out again: few pixels, blur, uneven ink, noise, JPEG, a threshold.

    Returns:
        The ink at the picture's size; the same mask if too little would be left of it.
    """
    box = crop(mask)
    if rng.random() < 0.35:
        return box
    drawn = rng.random() < 0.3
    pixels = rng.uniform(12, 32) if drawn else np.exp(rng.uniform(np.log(16), np.log(90)))
    scale = pixels / max(box.shape)
    size = (max(2, round(box.shape[1] * scale)), max(2, round(box.shape[0] * scale)))
    small = np.pad(cv2.resize(box.astype(np.float32), size, interpolation=cv2.INTER_AREA), 5)
    result = np.asarray(small > rng.uniform(0.25, 0.6)) if drawn else _photographed(small, rng)
    return result if result.sum() > 8 else box


def taken_legibly(mask: Mask, rng: np.random.Generator) -> Mask:
    """Take a picture on which a digit is still what it was: its loops open, its strokes in at most one piece more."""
    for _ in range(2):
        result = taken(mask, rng)
        if holes(result) >= holes(mask) and pieces(result) <= pieces(mask) + 1:
            return result
    return crop(mask)


def holes(mask: Mask) -> int:
    """Return how many loops the ink closes."""
    paper = np.pad((~mask).astype(np.uint8), 1, constant_values=1)
    return int(cv2.connectedComponents(paper, connectivity=4)[0]) - 2


def pieces(mask: Mask) -> int:
    """Return how many parts of connected ink there are."""
    return int(cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)[0]) - 1


def broken(mask: Mask, rng: np.random.Generator) -> Mask:
    """Let the pen skip once: a gap across a stroke."""
    box = np.pad(crop(mask), 2)
    ys, xs = np.nonzero(box)
    place = int(rng.integers(len(ys)))
    angle = rng.uniform(0, np.pi)
    reach, gap = 0.15 * max(box.shape), max(1, round(rng.uniform(0.01, 0.06) * max(box.shape)))
    step = np.array([np.cos(angle), np.sin(angle)]) * reach
    start, end = np.array([xs[place], ys[place]]) - step, np.array([xs[place], ys[place]]) + step
    canvas = box.astype(np.uint8)
    cv2.line(canvas, _point(start), _point(end), 0, gap)
    return np.asarray(canvas > 0) if canvas.sum() > 0.7 * box.sum() else box


def beside(mask: Mask, other: Mask, rng: np.random.Generator) -> Mask:
    """Leave a remain of the neighbour, as a cut between two touching digits does."""
    box, rest = crop(mask), crop(other)
    share = max(2, round(rest.shape[1] * rng.uniform(0.08, 0.25)))
    left = rng.random() < 0.5
    piece = rest[:, -share:] if left else rest[:, :share]
    row = int(rng.integers(-round(0.3 * box.shape[0]), round(0.6 * box.shape[0])))
    apart = int(rng.integers(-3, 6))
    canvas = np.zeros((box.shape[0] * 2 + piece.shape[0], box.shape[1] + 2 * share + 24), bool)
    top, start = box.shape[0], share + 12
    canvas[top : top + box.shape[0], start : start + box.shape[1]] = box
    column = start - share - apart if left else start + box.shape[1] + apart
    canvas[top + row : top + row + piece.shape[0], column : column + share] |= piece
    return crop(canvas)


def _photographed(small: np.ndarray, rng: np.random.Generator) -> Mask:
    soft = cv2.GaussianBlur(small, (0, 0), rng.uniform(0.3, 1.3))
    slow = cv2.resize(rng.normal(0, 1, (4, 4)).astype(np.float32), soft.shape[::-1], interpolation=cv2.INTER_CUBIC)
    soft = soft * np.clip(1 + rng.uniform(0, 0.3) * slow, 0.3, 1.5)
    depth = rng.uniform(50, 200)
    noisy = 235 - depth * soft + rng.normal(0, rng.uniform(0.5, 0.09 * depth), soft.shape)
    grey = np.clip(noisy, 0, 255).astype(np.uint8)
    if rng.random() < 0.6:
        code = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(45, 96))])[1]
        grey = cv2.imdecode(code, cv2.IMREAD_GRAYSCALE)
    ink = (235.0 - cv2.GaussianBlur(grey.astype(np.float32), (3, 3), 0)) / depth
    mask = (ink > rng.uniform(0.3, 0.6)).astype(np.uint8)
    # What is left over far from strokes is no part of the glyph.
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    kept = [label for label in range(1, count) if stats[label, cv2.CC_STAT_AREA] >= 0.04 * max(mask.sum(), 1)]
    return np.asarray(np.isin(labels, kept))


def _point(place: np.ndarray) -> tuple[int, int]:
    return round(float(place[0])), round(float(place[1]))
