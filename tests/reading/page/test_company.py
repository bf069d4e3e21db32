"""A digit among digits is likelier one than the same ink among letters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope.reading.page._company import in_company

likeness = st.floats(0.0, 1.0)


def test_company_decides_about_the_doubtful():
    doubtful = 0.5
    among_digits = in_company([np.array([doubtful, 0.99, 0.99, 0.99])])[0][0]
    among_letters = in_company([np.array([doubtful, 0.01, 0.02, 0.01])])[0][0]
    assert among_letters < 0.35
    assert among_digits > 0.8


def test_a_line_of_letters_does_not_spoil_a_line_of_digits():
    digits, letters = np.full(5, 0.95), np.full(5, 0.05)
    alone = in_company([digits])[0]
    both = in_company([digits, letters])
    assert both[0].min() > 0.9
    assert both[1].max() < 0.1
    assert alone.min() >= both[0].min()


@given(lines=st.lists(st.lists(likeness, min_size=1, max_size=6), max_size=4))
def test_they_stay_probabilities_in_the_same_places(lines):
    result = in_company([np.array(line) for line in lines])
    assert [len(line) for line in result] == [len(line) for line in lines]
    for line in result:
        assert ((line >= 0) & (line <= 1)).all()


def test_bayes_by_hand():
    # One candidate alone: page = (0.6 + 0.7) / 2 = 0.65 is what it is before looking.
    assert in_company([np.array([0.6])])[0][0] == pytest.approx(0.6 * 0.65 / (0.6 * 0.65 + 0.4 * 0.35))
    assert in_company([]) == []
