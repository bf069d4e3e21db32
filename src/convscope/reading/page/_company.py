"""A digit among digits is likelier one than the same ink among letters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

from convscope.pretrained import SETTINGS, Settings

_CERTAIN = 1e-6
# A round that changes nothing by more than this is the last. On most pages that is the tenth, on a doubtful alphabet
# the sixtieth; a page that hangs in the balance is left where it is after so many.
_MOST_ROUNDS, _AGREED = 200, 1e-4


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


def in_company(lines: list[Company], others: int = 0, weights: Settings = SETTINGS) -> list[Float64[np.ndarray, " _"]]:
    """Return the probabilities of being a digit, given the company.

    Each thing is a digit with a probability before looking that is the share of digits around it: on the page, and
    more so among its neighbours in the line. What it looks like then decides by Bayes's rule. As the share depends
    on what the others are, both are computed in turns until hardly anything changes. What a neighbour says to a thing
    is what it would be without that thing, or two letters that look like digits would talk each other into it (belief
    propagation).

    Args:
        lines: the page.
        others: how many things there are besides that are no digits.
        weights: what is known of pages (`benchmarks/company.py`).
    """
    ratios = [_ratio(line, weights) for line in lines]
    # For each line [i, j]: how much i hears j; and how much each hears in all.
    near = [_nearness(line, weights) * line.weight for line in lines]
    all_heard = [heard.sum(axis=1) + weights.page for heard in near]
    sure = [np.full(len(ratio), weights.share) for ratio in ratios]
    # For each line [i, j]: how surely j is a digit, by all that is known without i.
    without = [np.full((len(ratio), len(ratio)), weights.share) for ratio in ratios]
    for _ in range(_MOST_ROUNDS):
        last = list(sure)
        digits = sum(float(value @ line.weight) for value, line in zip(sure, lines, strict=True))
        things = sum(float(line.weight.sum()) for line in lines) + others
        for index, line in enumerate(lines):
            own = sure[index] * line.weight
            page = (digits - own + weights.share * weights.before) / (things - line.weight + weights.before)
            said = near[index] * without[index]
            weight, total = all_heard[index], said.sum(axis=1) + weights.page * page
            ratio = ratios[index] * _fitting(line, own, weights)
            sure[index] = _looked_at(total / weight, ratio)
            rest = (total[:, None] - said) / (weight[:, None] - near[index])
            without[index] = _looked_at(rest, ratio[:, None]).T
        changes = [np.abs(new - old).max(initial=0) for new, old in zip(sure, last, strict=True)]
        if max(changes, default=0) < _AGREED:
            break
    return sure


def _looked_at(before: Float64[np.ndarray, "*n"], ratio: Float64[np.ndarray, "*m"]) -> Float64[np.ndarray, "*n"]:
    """Return the probabilities after looking, by Bayes's rule."""
    before = np.clip(before, _CERTAIN, 1 - _CERTAIN)
    return np.asarray(before * ratio / (before * ratio + 1 - before))


def _ratio(line: Company, weights: Settings) -> Float64[np.ndarray, " n"]:
    """Return how many times likelier each look is for a digit than for anything else."""
    judged = np.clip(line.likeness, _CERTAIN, 1 - _CERTAIN)
    alike = np.array(weights.alike)
    return np.asarray(1 / ((1 - alike.sum()) * (1 - judged) / judged + line.digit @ alike * len(alike)))


def _fitting(line: Company, digits: Float64[np.ndarray, " n"], weights: Settings) -> Float64[np.ndarray, " n"]:
    """Return how many times likelier each size is for a digit of this line than for anything else.

    Args:
        line: its things.
        digits: how much of a digit each of them is.
        weights: what is known of pages.
    """
    size = np.log(np.maximum(line.size, _CERTAIN))
    others = digits.sum() - digits
    mean = (digits @ size - digits * size) / np.maximum(others, _CERTAIN)
    fit = weights.fit * np.exp(-(((size - mean) / weights.spread) ** 2) / 2)
    # Fewer than one digit beside it says nothing.
    return np.asarray(np.maximum(fit, weights.misfit) ** np.minimum(others, 1.0))


def _nearness(line: Company, weights: Settings) -> Float64[np.ndarray, "n n"]:
    """Return how much each (column) counts as a neighbour of each (row); none as its own."""
    apart = np.maximum(line.left[None, :] - line.right[:, None], line.left[:, None] - line.right[None, :])
    near = np.exp(-np.maximum(apart, 0) / weights.near)
    np.fill_diagonal(near, 0)
    return np.asarray(near)
