"""A digit among digits is likelier one than the same ink among letters."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float64

# The page counts in a line as so many neighbours do; before anything is seen this share of ink is digits.
_PAGE, _SHARE = 2.0, 0.7
_CERTAIN = 1e-6


def in_company(lines: list[Float64[np.ndarray, " _"]]) -> list[Float64[np.ndarray, " _"]]:
    """Return the probabilities of being a digit, given those of the neighbours.

    Args:
        lines: for each line, how much each candidate looks like a digit, as a judge says that holds both equally
            likely before it looks.

    Returns:
        The same by Bayes's rule, where before looking a candidate is as likely a digit as its neighbours are.
    """
    everything = np.concatenate(lines) if lines else np.zeros(0)
    page = (everything.sum() + _SHARE) / (len(everything) + 1)
    result = []
    for line in lines:
        others = (line.sum() - line + _PAGE * page) / (len(line) - 1 + _PAGE)
        prior = np.clip(others, _CERTAIN, 1 - _CERTAIN)
        digit, other = line * prior, (1 - line) * (1 - prior)
        result.append(np.asarray(digit / np.maximum(digit + other, _CERTAIN)))
    return result
