"""Digits in many hands, and what is no digit, as a reader's network sees them: in MNIST's form."""

# ruff: noqa: PLR2004 - how often each kind comes is numbers

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from jaxtyping import Integer, UInt8

from convscope._types import Labels, Picture, Pixels
from convscope.reading._arrays import Mask
from convscope.reading.compose._alike import is_like_a_digit
from convscope.reading.compose._camera import beside, broken, taken, taken_legibly
from convscope.reading.compose._fragments import corner, side, together
from convscope.reading.compose._from_pages import NO_DIGIT, digits_on_a_page
from convscope.reading.compose._letters import Face, digit_of, written
from convscope.reading.compose._marks import random_mark
from convscope.reading.compose._on_lines import on_lines
from convscope.reading.compose._pen import redrawn
from convscope.reading.compose._rendered import rendered_digit
from convscope.reading.compose._touching import cut_digit, wrongly_cut
from convscope.reading.form import to_digit_form
from convscope.reading.judge import SHAPE

OTHER = 10
"""The label of what is no digit."""


@dataclass(frozen=True)
class Source:
    """What examples are made of.

    Args:
        images: digits in MNIST's form.
        labels: which digits.
        faces: fonts whose letters are no digits; without any there are no letters.
        hands: handwriting fonts whose digits are digits too.
    """

    images: UInt8[np.ndarray, "n 28 28"]
    labels: Integer[np.ndarray, " n"]
    faces: list[Face] = field(default_factory=list)
    hands: list[Face] = field(default_factory=list)


def make_examples(source: Source, count: int, others: float, seed: int | list[int]) -> tuple[Pixels, Labels]:
    """Return `count` images in MNIST's form and their labels, 0..9 or `OTHER`, in random order.

    Args:
        source: digits and fonts.
        count: how many images.
        others: the share of what is no digit.
        seed: the same seed gives the same images.
    """
    rng = np.random.default_rng(seed)
    x, y = np.zeros((count, *SHAPE), np.uint8), np.zeros(count, np.int64)
    for index in range(count):
        if rng.random() < others:
            x[index], y[index] = other_image(source, rng), OTHER
        else:
            x[index], y[index] = digit_image(source, rng)
    return x, y


def make_rendered_digits(source: Source, count: int, seed: int | list[int]) -> tuple[Pixels, Labels]:
    """Return `count` digits as composed pages render them, without the page, and their labels."""
    rng = np.random.default_rng(seed)
    made = [rendered_digit(source, rng) for _ in range(count)]
    return np.stack([image for image, _ in made]), np.array([label for _, label in made])


def make_digits_on_pages(source: Source, count: int, seed: int | list[int]) -> tuple[Pixels, Labels]:
    """Return `count` images of what the reader's own steps find on pages, and their labels, 0..9 or `OTHER`.

    Pages are composed until there are so many: the source's digits must be such that ink is found.
    """
    rng = np.random.default_rng(seed)
    made: list[tuple[Picture, int]] = []
    while len(made) < count:
        made += digits_on_a_page(source, rng)
    labels = [OTHER if row == NO_DIGIT else int(source.labels[row]) for _, row in made[:count]]
    return np.stack([image for image, _ in made[:count]]), np.array(labels)


def digit_image(source: Source, rng: np.random.Generator) -> tuple[Picture, int]:
    """Return a digit in some hand, taken by some camera, in MNIST's form, and which it is."""
    if rng.random() < 0.2:
        row = int(rng.integers(len(source.images)))
        return _moved(source.images[row], rng), int(source.labels[row])
    mask, label = (_cut_digit if rng.random() < 0.12 else digit_mask)(source, rng)
    if rng.random() < 0.06:
        mask = beside(mask, _digit_mask(source, rng)[0], rng)
    return to_digit_form(taken_legibly(mask, rng), SHAPE), label


def digit_mask(source: Source, rng: np.random.Generator) -> tuple[Mask, int]:
    """Return a digit's ink in some hand, a font's or one of MNIST's other ones, and which it is."""
    if rng.random() < 0.125 and source.hands:
        label = int(rng.integers(10))
        mask = digit_of(source.hands[int(rng.integers(len(source.hands)))], label, rng)
    else:
        mask, label = _digit_mask(source, rng)
    kind = rng.random()
    return (broken(mask, rng) if kind < 0.08 else on_lines(mask, rng) if kind < 0.18 else mask), label


def other_image(source: Source, rng: np.random.Generator) -> Picture:
    """Return what is no digit, taken by some camera, in MNIST's form."""
    return to_digit_form(taken(other_mask(source, rng), rng), SHAPE)


def other_mask(source: Source, rng: np.random.Generator, *, fragments: bool = True) -> Mask:
    """Return ink that is no digit, of one of many kinds; `fragments` of digits and digits in one piece too."""
    mask = None
    while mask is None or mask.sum() < 12 or is_like_a_digit(mask):
        mask = _other_mask(source, rng, 1.12 if fragments else 0.75)
    return mask


def _other_mask(source: Source, rng: np.random.Generator, most: float) -> Mask | None:
    kind = rng.uniform(0, most)
    if kind < 0.45 and source.faces:
        return written(source.faces, rng)
    if kind < 0.75:
        return random_mark(rng)
    if kind < 0.88:
        count = 2 if rng.random() < 0.75 else 3
        return together([_digit_mask(source, rng)[0] for _ in range(count)], rng)
    if kind > 1:
        return wrongly_cut(_digits(source, rng), rng)
    mask, label = _digit_mask(source, rng)
    return side(mask, label, rng) if kind < 0.95 else corner(mask, label, rng)


def _digit_mask(source: Source, rng: np.random.Generator) -> tuple[Mask, int]:
    row = int(rng.integers(len(source.images)))
    label = int(source.labels[row])
    return redrawn(source.images[row], label, rng), label


def _digits(source: Source, rng: np.random.Generator) -> list[tuple[Mask, int]]:
    return [_digit_mask(source, rng) for _ in range(2 if rng.random() < 0.7 else 3)]


def _cut_digit(source: Source, rng: np.random.Generator) -> tuple[Mask, int]:
    found = None
    while found is None:
        found = cut_digit(_digits(source, rng), rng)
    return found


def _moved(image: UInt8[np.ndarray, "28 28"], rng: np.random.Generator) -> Picture:
    """Return MNIST's own image, turned, leaning and shifted a little."""
    angle, lean, size = np.deg2rad(rng.normal(0, 7)), rng.normal(0, 0.1), rng.uniform(0.88, 1.06)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = size * turn @ np.array([[1, lean], [0, 1]])
    middle = np.array([13.5, 13.5])
    matrix = np.column_stack([linear, middle - linear @ middle + rng.normal(0, 0.7, 2)])
    return np.asarray(cv2.warpAffine(image, matrix, (28, 28)))[..., None]
