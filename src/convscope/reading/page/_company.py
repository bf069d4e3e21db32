"""A digit among digits is likelier one than the same ink among letters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

# How often a thing that is no digit looks like each of them all the same: l, I and any stroke like 1, o like 0, s like
# 5, b like 6, q like 9, z like 2, h and y like 4; about as often as such letters come in text (most have an o).
ALIKE = np.array([0.05, 0.08, 0.015, 0.01, 0.03, 0.04, 0.02, 0.015, 0.01, 0.03])
# What follows was set on composed pages of digits, of words, of both, and of clutter (`benchmarks/composed_pages.py`).
# Of things on a page this share is digits, before anything is seen, which counts as two things do.
_SHARE, _BEFORE = 0.7, 2.0
# The page counts beside a thing's neighbours as so many of them do.
_PAGE = 1.5
# How much a neighbour counts falls to 1/e over this many line heights.
_NEAR = 0.8
# Sizes of a line's digits differ by this factor's logarithm (standard deviation); a thing of like size is so many times
# likelier one of them than of others, a thing of another size by so much less likely.
_SPREAD, _FIT, _MISFIT = 0.25, 1.2, 0.1
_CERTAIN = 1e-6
_ROUNDS = 12


@dataclass(frozen=True)
class Company:
    """The things of one line.

    Args:
        likeness: how much each looks like a digit, as a judge says that holds both equally likely before it looks
            and has never seen a letter that is written like a digit.
        digit: how likely it is each digit, if it is one; ten columns.
        left: where it begins, in line heights.
        right: where it ends.
        size: how long its longer side is, in line heights.
        weight: how much it counts for the others, 0..1: a speck hardly does.
    """

    likeness: Float64[np.ndarray, " n"]
    digit: Float64[np.ndarray, "n 10"]
    left: Float64[np.ndarray, " n"]
    right: Float64[np.ndarray, " n"]
    size: Float64[np.ndarray, " n"]
    weight: Float64[np.ndarray, " n"]


def in_company(lines: list[Company], others: int = 0) -> list[Float64[np.ndarray, " _"]]:
    """Return the probabilities of being a digit, given the company.

    Each thing is a digit with a probability before looking that is the share of digits around it: on the page, and
    more so among its neighbours in the line. What it looks like then decides by Bayes's rule. As the share depends
    on what the others are, both are computed in turns until they agree.

    Args:
        lines: the page.
        others: how many things there are besides that are no digits.
    """
    ratios = [_ratio(line) for line in lines]
    near = [_nearness(line) for line in lines]
    sure = [np.full(len(ratio), _SHARE) for ratio in ratios]
    for _ in range(_ROUNDS):
        digits = sum(float(value @ line.weight) for value, line in zip(sure, lines, strict=True))
        things = sum(float(line.weight.sum()) for line in lines) + others
        for index, line in enumerate(lines):
            own = sure[index] * line.weight
            page = (digits - own + _SHARE * _BEFORE) / (things - line.weight + _BEFORE)
            around = (near[index] @ own + _PAGE * page) / (near[index] @ line.weight + _PAGE)
            before = np.clip(around, _CERTAIN, 1 - _CERTAIN)
            ratio = ratios[index] * _fitting(line, own)
            sure[index] = before * ratio / (before * ratio + 1 - before)
    return sure


def _ratio(line: Company) -> Float64[np.ndarray, " n"]:
    """Return how many times likelier each look is for a digit than for anything else."""
    judged = np.clip(line.likeness, _CERTAIN, 1 - _CERTAIN)
    alike = line.digit @ (ALIKE * len(ALIKE))
    return np.asarray(1 / ((1 - ALIKE.sum()) * (1 - judged) / judged + alike))


def _fitting(line: Company, digits: Float64[np.ndarray, " n"]) -> Float64[np.ndarray, " n"]:
    """Return how many times likelier each size is for a digit of this line than for anything else.

    Args:
        line: its things.
        digits: how much of a digit each of them is.
    """
    size = np.log(np.maximum(line.size, _CERTAIN))
    others = digits.sum() - digits
    mean = (digits @ size - digits * size) / np.maximum(others, _CERTAIN)
    fit = _FIT * np.exp(-(((size - mean) / _SPREAD) ** 2) / 2)
    # Fewer than one digit beside it says nothing.
    return np.asarray(np.maximum(fit, _MISFIT) ** np.minimum(others, 1.0))


def _nearness(line: Company) -> Float64[np.ndarray, "n n"]:
    """Return how much each (column) counts as a neighbour of each (row); none as its own."""
    apart = np.maximum(line.left[None, :] - line.right[:, None], line.left[:, None] - line.right[None, :])
    near = np.exp(-np.maximum(apart, 0) / _NEAR)
    np.fill_diagonal(near, 0)
    return np.asarray(near)
