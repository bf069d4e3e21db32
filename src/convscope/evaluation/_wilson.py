"""The interval within which the true accuracy lies."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING

from convscope._errors import InputError

if TYPE_CHECKING:
    from typing import SupportsFloat


def wilson_interval(right: SupportsFloat, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Give Wilson's score interval of a proportion.

    With `p = right / n` and the normal quantile `z` (1.96 for 95 %):
    `(p + z²/2n ± z * sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)`.
    It never leaves 0..1, and its ends are exact where nothing or everything is right.

    Args:
        right: how many of the n are right, 0..n; a mean over several tries need not be whole.
        n: how many there are, at least 1.
        confidence: how sure the interval is, between 0 and 1.

    Raises:
        InputError: an argument lies outside its range.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of the
    American Statistical Association 22 (1927), 209-212.

    Example:
        >>> wilson_interval(9865, 10000)
        (0.98404..., 0.98857...)
    """
    hits = float(right)
    if n < 1 or not 0 <= hits <= n:
        raise InputError(
            "an interval needs n of at least 1 and from 0 to n right ones",
            found=f"{right} of {n}",
            todo="count over at least one image",
        )
    if not 0 < confidence < 1:
        raise InputError("a confidence must lie between 0 and 1", found=confidence, todo="take .95")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    p = hits / n
    middle = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    low = 0.0 if hits == 0 else min(p, max(0.0, (middle - half) / scale))
    high = 1.0 if hits == n else max(p, min(1.0, (middle + half) / scale))
    return low, high
