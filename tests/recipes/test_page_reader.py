"""The page network's loss: small for what is right, large for what is wrong, nothing where nothing is learned."""

from __future__ import annotations

import numpy as np
import pytest

from convscope.recipes._page_reader import loss


def sheet(label: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """One digit in the middle of 5 x 5 cells, and an answer that sees just that."""
    truth = np.zeros((1, 5, 5, 4), np.uint8)
    truth[0, 2, 2] = (label, 255, 28, 20)
    answer = np.full((1, 5, 5, 12), -8.0, np.float32)
    answer[..., 10:] = 0
    answer[0, 2, 2, 3] = 8
    return truth, answer


def value(truth: np.ndarray, answer: np.ndarray) -> float:
    return float(loss(truth, answer))


def test_what_is_right_costs_nothing():
    assert value(*sheet()) == pytest.approx(0, abs=1e-4)


def test_what_is_missed_or_false_costs():
    truth, answer = sheet()
    assert value(truth, np.full_like(answer, -8.0)) > 3
    assert value(*sheet(label=7)) > 3
    answer[0, 0, 0, 5] = 8
    assert value(truth, answer) > 3


def test_a_wrong_size_costs_its_logarithm():
    truth, answer = sheet()
    answer[0, 2, 2, 10] = np.log(2)
    assert value(truth, answer) == pytest.approx(0.3 * np.log(2) / 2, rel=1e-3)


def test_nothing_is_learned_where_a_digit_is_cut():
    truth, answer = sheet()
    answer[0, 0, 0, 5] = 8
    truth[0, 0, 0, 0] = 255
    assert value(truth, answer) == pytest.approx(0, abs=1e-4)
