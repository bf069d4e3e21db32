"""The size that most ink belongs to: specks do not say it, nor one blot."""

from __future__ import annotations

import numpy as np

from convscope.reading.ink import typical_size


def size(*things: tuple[int, float, float]) -> float:
    """So many things of one size, and how much ink each has."""
    sizes = np.concatenate([np.full(count, size) for count, size, _ in things])
    areas = np.concatenate([np.full(count, area) for count, _, area in things])
    return typical_size(sizes, areas)


def test_specks_are_many_but_have_little_ink():
    assert size((6, 60.0, 700.0), (300, 3.0, 7.0)) == 60


def test_one_bar_beside_many_digits_does_not_say_how_large_they_are():
    assert size((1, 500.0, 22_000.0), (24, 60.0, 700.0)) == 60


def test_one_digit_beside_crumbs_or_a_few_marks_is_what_is_large():
    assert size((1, 200.0, 6000.0), (40, 5.0, 15.0)) == 200
    assert size((1, 200.0, 6000.0), (2, 60.0, 700.0)) == 200
    assert size((1, 200.0, 6000.0)) == 200
