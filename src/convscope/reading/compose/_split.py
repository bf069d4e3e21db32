"""What a reader's networks learn from and what is held out: rows of MNIST's training part, and fonts."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np

from convscope import datasets
from convscope._types import Labels, Pixels
from convscope.reading.compose._examples import Source, make_digits_on_pages, make_examples, make_rendered_digits
from convscope.reading.compose._letters import find_faces

VALIDATION_ROW = 50_000
"""MNIST's training rows from here on are held out; its test part is in neither."""
HELD_OUT = (
    "gochi-hand",
    "homemade-apple",
    "kalam",
    "liu-jian-mao-cao",
    "merriweather",
    "neucha",
    "schoolbell",
    "yomogi",
)
"""Fonts of the validation part; no letter and no digit of theirs is learned from."""
PRINT = ("aref-ruqaa", "courier-prime", "lateef", "lora", "merriweather", "noto-sans", "noto-sans-devanagari",
         "noto-sans-hebrew", "playfair-display", "roboto")  # fmt: skip
"""Fonts that are no handwriting: their letters are learned from, their digits are not."""
_CHUNK = 2000

Maker: TypeAlias = Callable[..., tuple[Pixels, Labels]]
"""Makes examples: called with a source, how many, and `seed=`."""


def learning_source(fonts: Path | None, *, validation: bool) -> Source:
    """Return the digits and fonts of one part."""
    mnist = datasets.load("mnist")
    rows = slice(VALIDATION_ROW, None) if validation else slice(0, VALIDATION_ROW)
    faces = [face for face in (find_faces(fonts) if fonts else []) if (face.package in HELD_OUT) == validation]
    hands = [face for face in faces if face.script == "latin" and face.package not in PRINT]
    return Source(np.asarray(mnist.x_train[rows])[..., 0], np.asarray(mnist.y_train[rows]), faces, hands)


def learning_examples(
    fonts: Path | None, count: int, others: float, seed: int, *, validation: bool
) -> tuple[Pixels, Labels]:
    """Return `count` examples, made on all processors; the same seed gives the same ones on any number of them."""
    return _made(partial(make_examples, others=others), fonts, count, [seed, int(validation)], validation=validation)


def learning_digits(count: int, seed: int, *, on_pages: bool) -> tuple[Pixels, Labels]:
    """Return `count` digits to learn from as composed pages have them, made as `learning_examples` are.

    Args:
        count: how many.
        seed: the same seed gives the same ones.
        on_pages: what the reader's own steps find of them on ruled pages, and a little that they leave of the lines;
            else each by itself.
    """
    make = make_digits_on_pages if on_pages else make_rendered_digits
    return _made(make, None, count, [seed, 0, 1 + int(on_pages)], validation=False)


def _made(make: Maker, fonts: Path | None, count: int, seed: list[int], *, validation: bool) -> tuple[Pixels, Labels]:
    jobs = [(make, fonts, min(_CHUNK, count - start), [*seed, start], validation) for start in range(0, count, _CHUNK)]
    with multiprocessing.get_context("spawn").Pool() as pool:
        parts = pool.map(_part, jobs, chunksize=1)
    return np.concatenate([x for x, _ in parts]), np.concatenate([y for _, y in parts])


def _part(job: tuple[Maker, Path | None, int, list[int], bool]) -> tuple[Pixels, Labels]:
    cv2.setNumThreads(1)
    make, fonts, count, seed, validation = job
    return make(learning_source(fonts, validation=validation), count, seed=seed)
