"""Digits that touch, cut apart as the reader cuts them: what still is one keeps its label, and what is none is none."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest

from convscope.reading.compose import _touching
from convscope.reading.compose._on_lines import on_lines
from convscope.reading.compose._pen import redrawn
from convscope.reading.compose._touching import cut_digit, wrongly_cut
from convscope.reading.form import crop

SEEDS = range(12)


@pytest.fixture(scope="module")
def some(mnist):
    """Draw a few digits in some hands."""

    def draw(rng: np.random.Generator, count: int = 2) -> list[tuple[np.ndarray, int]]:
        rows = rng.integers(0, 500, count)
        return [
            (redrawn(mnist.x_train[row, ..., 0], int(mnist.y_train[row]), rng), int(mnist.y_train[row])) for row in rows
        ]

    return draw


def first(cut, some, rng):
    """Return the first digits, and what is cut of them, of which anything is."""
    for _ in range(20):
        digits = some(rng)
        found = cut(digits, rng)
        if found is not None:
            break
    assert found is not None
    return digits, found


def within(mask: np.ndarray, other: np.ndarray) -> float:
    """Return the most ink that two boxes share, wherever one lies over the other."""
    room = tuple((size, size) for size in mask.shape)
    return float(cv2.matchTemplate(np.pad(other, room).astype(np.float32), mask.astype(np.float32), cv2.TM_CCORR).max())


@pytest.mark.parametrize("seed", SEEDS)
def test_digits_touch_the_one_before_them(some, seed):
    rng = np.random.default_rng(seed)
    boxes = [crop(mask) for mask, _ in some(rng, 3)]
    owners = _touching._touching(boxes, rng)
    for owner, box in zip(owners, boxes, strict=True):
        np.testing.assert_array_equal(crop(owner), box)
    for left, right in itertools.pairwise(owners):
        near = cv2.dilate(left.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        assert (near & right).any()
        assert np.nonzero(right)[1].mean() > np.nonzero(left)[1].mean()


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_cut_off_is_one_of_them(some, seed):
    rng = np.random.default_rng(seed)
    digits, (mask, label) = first(cut_digit, some, rng)
    ink = crop(mask)
    shared = max(within(ink, crop(own)) for own, digit in digits if digit == label)
    assert shared >= 0.85 * ink.sum()


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_cut_wrongly_is_none_of_them(some, seed):
    rng = np.random.default_rng(seed)
    digits, mask = first(wrongly_cut, some, rng)
    ink = crop(mask)
    for own, _ in digits:
        box = crop(own)
        shared = within(ink, box)
        assert shared <= 0.8 * (ink.sum() + box.sum() - shared)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_digit_on_lines_stays_one(some, seed):
    rng = np.random.default_rng(seed)
    ((mask, _),) = some(rng, 1)
    left = crop(on_lines(mask, rng))
    assert within(left, crop(mask)) >= 0.8 * mask.sum()


def test_lines_leave_gaps_and_bits(some):
    rng = np.random.default_rng(0)
    changed = 0
    for _ in range(40):
        ((mask, _),) = some(rng, 1)
        left = crop(on_lines(mask, rng))
        changed += left.shape != crop(mask).shape or bool((left != crop(mask)).any())
    assert changed > 20
