"""A stock of glyphs, so that sheets without number can be set from it quickly."""

# ruff: noqa: PLR2004 - how often each kind comes is numbers

from __future__ import annotations

import multiprocessing
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from jaxtyping import Integer, UInt8

from convscope.reading._arrays import Mask
from convscope.reading.compose._camera import taken, taken_legibly
from convscope.reading.compose._examples import OTHER, digit_mask, other_mask
from convscope.reading.compose._letters import word
from convscope.reading.compose._split import learning_source
from convscope.reading.form import crop

HEIGHT, WIDTH = 64, 128
_CHUNK = 2000
_WORDS = 0.35


@dataclass(frozen=True)
class Glyphs:
    """Digits and other ink, one a row, each in the upper left corner of its image.

    Args:
        ink: how far a pixel is covered, 0..255.
        sizes: height and width in pixels; the longer side fills the image.
        labels: 0..9, or `OTHER`.
    """

    ink: UInt8[np.ndarray, "n 64 128"]
    sizes: Integer[np.ndarray, "n 2"]
    labels: Integer[np.ndarray, " n"]


def make_glyphs(fonts: Path | None, count: int, others: float, seed: int, *, validation: bool) -> Glyphs:
    """Return a stock of `count` glyphs, made on all processors; of them the share `others` is no digit."""
    jobs = [
        (fonts, min(_CHUNK, count - start), others, [seed, int(validation), start, 1], validation)
        for start in range(0, count, _CHUNK)
    ]
    with multiprocessing.get_context("spawn").Pool() as pool:
        parts = pool.map(_part, jobs, chunksize=1)
    return Glyphs(
        np.concatenate([part.ink for part in parts]),
        np.concatenate([part.sizes for part in parts]),
        np.concatenate([part.labels for part in parts]),
    )


def _part(job: tuple[Path | None, int, float, list[int], bool]) -> Glyphs:
    cv2.setNumThreads(1)
    fonts, count, others, seed, validation = job
    rng, source = np.random.default_rng(seed), learning_source(fonts, validation=validation)
    ink, sizes = np.zeros((count, HEIGHT, WIDTH), np.uint8), np.zeros((count, 2), np.int64)
    labels = np.full(count, OTHER)
    for index in range(count):
        if rng.random() < others:
            words = bool(source.faces) and rng.random() < _WORDS
            mask = word(source.faces, rng) if words else other_mask(source, rng, fragments=False)
        else:
            mask, labels[index] = digit_mask(source, rng)
        sizes[index] = _fitted(_seen(mask, int(labels[index]), rng), ink[index])
    return Glyphs(ink, sizes, labels)


def _seen(mask: Mask, label: int, rng: np.random.Generator) -> Mask:
    if rng.random() < 0.5 or not mask.any():
        return mask
    return taken(mask, rng) if label == OTHER else taken_legibly(mask, rng)


def _fitted(mask: Mask, image: np.ndarray) -> tuple[int, int]:
    """Draw the ink as large as it fits; return its height and width."""
    box = crop(mask) if mask.any() else np.ones((3, 3), bool)
    scale = min(HEIGHT / box.shape[0], WIDTH / box.shape[1])
    height, width = (max(1, min(round(side * scale), most)) for side, most in zip(box.shape, image.shape, strict=True))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    image[:height, :width] = np.rint(255 * cv2.resize(box.astype(np.float32), (width, height), interpolation=method))
    return height, width
