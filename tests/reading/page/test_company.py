"""A digit among digits is likelier one than the same ink among letters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope.pretrained import SETTINGS
from convscope.reading.page._company import Company, in_company

likeness = st.floats(0.0, 1.0)
EIGHT, ONE = 8, 1


def line(values: list[float], digit: int = EIGHT, gap: float = 0.3, weight: float = 1.0) -> Company:
    """Things of one line height each, all seen as one digit."""
    left = np.arange(len(values)) * (1 + gap)
    rows = np.zeros((len(values), 10))
    rows[:, digit] = 1
    size, weights = np.ones(len(values)), np.full(len(values), weight)
    return Company(np.array(values, float), rows, left, left + 1, size, weights)


def test_company_decides_about_the_doubtful():
    doubtful = 0.5
    assert in_company([line([doubtful, 0.01, 0.02, 0.01])])[0][0] < 0.35
    assert in_company([line([doubtful, 0.99, 0.99, 0.99])])[0][0] > 0.6


def test_a_line_of_letters_does_not_spoil_a_line_of_digits():
    both = in_company([line([0.95] * 5), line([0.05] * 5)])
    assert both[0].min() > 0.9
    assert both[1].max() < 0.1
    assert in_company([line([0.95] * 5)])[0].min() >= both[0].min()


def test_who_stands_near_counts_more():
    values = [0.02, 0.02, 0.02, 0.9, 0.95, 0.95, 0.95]
    near, far = in_company([line(values, gap=0.1)])[0][3], in_company([line([*values[1:3], *values])])[0][5]
    assert near > far
    assert in_company([line(values)])[0][0] < 0.1


def test_two_letters_do_not_talk_each_other_into_being_digits():
    # A letter of two parts, both like digits, in an alphabet: each hears the other only as it is without itself.
    letters = line([0.0] * 26)
    one, both = in_company([letters, line([0.97])])[1], in_company([letters, line([0.97, 0.97], gap=0.05)])[1]
    assert one.max() < 0.3
    assert both.max() < 0.5
    # Five of them are a number.
    assert in_company([letters, line([0.97] * 5, gap=0.05)])[1].min() > 0.6


def test_a_stroke_says_less_than_an_eight():
    surely = [0.99]
    assert SETTINGS.alike[ONE] > SETTINGS.alike[EIGHT]
    assert in_company([line(surely, ONE)])[0][0] < in_company([line(surely, EIGHT)])[0][0]
    clutter = line([0.9] * 20 + [0.0] * 60, ONE)
    assert in_company([clutter])[0].max() < 0.4
    assert in_company([line([0.9] * 20, ONE)])[0].min() > 0.8


def test_specks_and_what_is_far_too_large():
    alone = in_company([line([0.9, 0.9])])[0]
    with_specks = in_company([line([0.9, 0.9]), line([0.0] * 5, weight=0.01)])[0]
    among_large = in_company([line([0.9, 0.9])], others=20)[0]
    assert with_specks == pytest.approx(alone, abs=0.02)
    assert among_large.max() < alone.min()


@given(lines=st.lists(st.lists(likeness, min_size=1, max_size=6), max_size=4))
def test_they_stay_probabilities_in_the_same_places(lines):
    result = in_company([line(values) for values in lines])
    assert [len(values) for values in result] == [len(values) for values in lines]
    for values in result:
        assert ((values >= 0) & (values <= 1)).all()


@pytest.mark.parametrize("seed", range(5))
def test_more_rounds_would_change_hardly_anything(seed, monkeypatch):
    rng = np.random.default_rng(seed)
    some = [0.02, 0.3, 0.6, 0.9, 0.99]
    page = [line(rng.choice(some, rng.integers(1, 30)).tolist()) for _ in range(rng.integers(1, 6))]
    result = np.concatenate(in_company(page))
    monkeypatch.setattr("convscope.reading.page._company._MOST_ROUNDS", 3000)
    monkeypatch.setattr("convscope.reading.page._company._AGREED", 1e-12)
    assert result == pytest.approx(np.concatenate(in_company(page)), abs=0.002)


def test_bayes_by_hand():
    # One 8 alone: the share of digits is known, ten digits are equally likely, and how often others look like an 8.
    before, ratio = SETTINGS.share, 1 / ((1 - sum(SETTINGS.alike)) * 0.4 / 0.6 + 10 * SETTINGS.alike[EIGHT])
    assert in_company([line([0.6])])[0][0] == pytest.approx(before * ratio / (before * ratio + 1 - before))
    assert in_company([]) == []
