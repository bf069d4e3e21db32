"""What is left of a digit when the lines of the paper it was written on are taken out again."""

# ruff: noqa: PLR2004 - how lines run is numbers

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading._arrays import Mask
from convscope.reading.form import crop
from convscope.reading.ink import crossing, crossing_upright

# Less of the ink than this share is no digit any more.
_LEFT = 0.8


def on_lines(mask: Mask, rng: np.random.Generator) -> Mask:
    """Take level lines, or level and upright ones, out of the ink; strokes that cross them stay, bits of them too.

    Args:
        mask: a digit's ink.
        rng: draws the lines, and how well they are taken out.

    Returns:
        What is left; the ink as it was where that is too little.
    """
    box = np.pad(crop(mask), round(0.12 * max(mask.shape)))
    height = max(box.shape)
    thick, lean = max(1, round(height * rng.uniform(0.02, 0.07))), float(rng.normal(0, 0.02))
    squared = rng.random() < 0.6
    step = max(1, round(height * (rng.uniform(0.4, 0.9) if squared else rng.uniform(1.0, 1.6))))
    level = _lines(box.shape, step, thick, lean, rng)
    upright = _lines(box.shape[::-1], step, thick, -lean, rng).T if squared else np.zeros_like(level)
    kept = box & ~level & ~upright
    kept |= box & crossing(level, kept)
    kept |= box & crossing_upright(upright, kept)
    if rng.random() < 0.4:
        near = cv2.dilate(kept.astype(np.uint8), np.ones((1, 2 * round(height * rng.uniform(0.02, 0.1)) + 1), np.uint8))
        kept |= level & (near > 0) & _places(box.shape, rng)
    return kept if (kept & box).sum() > _LEFT * box.sum() else mask


def _lines(shape: tuple[int, ...], step: int, thick: int, slope: float, rng: np.random.Generator) -> Mask:
    canvas = np.zeros(shape, np.uint8)
    for row in range(int(rng.integers(step)), shape[0], step):
        cv2.line(canvas, (0, row), (shape[1], round(row + slope * shape[1])), 1, thick)
    return canvas > 0


def _places(shape: tuple[int, ...], rng: np.random.Generator) -> Mask:
    """Tell where lines are left: here and there."""
    slow = cv2.resize(rng.normal(0, 1, (4, 4)).astype(np.float32), shape[::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(slow > 0.7)
