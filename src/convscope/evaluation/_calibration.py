"""Calibration: when the network says 90 %, is it right nine times out of ten?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

BINS = 15
"""How many bins Guo et al. use."""


@dataclass(frozen=True)
class Calibration:
    """How well the probabilities keep what they promise.

    Args:
        error: expected calibration error, the mean over all images of |accuracy - confidence| of their bin.
        edges: the bins' borders, `bins + 1` of them, from 0 to 1; a bin holds its upper border.
        counts: how many images fall into each bin.
        confidence: the mean probability of the predicted class in each bin; None where the bin is empty.
        accuracy: the share of right answers in each bin; None where the bin is empty.
    """

    error: float
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    confidence: tuple[float | None, ...]
    accuracy: tuple[float | None, ...]


def calibrate(confidence: Float[np.ndarray, " n"], right: Bool[np.ndarray, " n"], *, bins: int = BINS) -> Calibration:
    """Measure the expected calibration error over bins of equal width.

    `ECE = sum over bins of |B|/n * |accuracy(B) - confidence(B)|`, with `B_m = ((m-1)/bins, m/bins]`.

    Args:
        confidence: the probability of the predicted class of each image, 0..1.
        right: whether the predicted class is the true one.
        bins: how many bins.

    Source: C. Guo et al., On calibration of modern neural networks, ICML 2017.
    """
    edges = np.linspace(0, 1, bins + 1)
    values = np.clip(confidence.astype(np.float64), 0, 1)
    index = np.clip(np.searchsorted(edges, values, side="left") - 1, 0, bins - 1)
    counts = np.bincount(index, minlength=bins).tolist()
    sums = np.bincount(index, weights=values, minlength=bins).tolist()
    hits = np.bincount(index, weights=right.astype(np.float64), minlength=bins).tolist()
    total = max(1, len(values))
    return Calibration(
        error=sum(abs(hit - value) for hit, value in zip(hits, sums, strict=True)) / total,
        edges=tuple(edges.tolist()),
        counts=tuple(counts),
        confidence=tuple(_mean(value, count) for value, count in zip(sums, counts, strict=True)),
        accuracy=tuple(_mean(value, count) for value, count in zip(hits, counts, strict=True)),
    )


def _mean(total: float, count: int) -> float | None:
    return total / count if count else None
