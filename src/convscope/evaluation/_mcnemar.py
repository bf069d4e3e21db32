"""Whether two networks differ on the same images by more than chance."""

from __future__ import annotations

from convscope._errors import InputError


def mcnemar_exact(only_first: int, only_second: int) -> float:
    """Give the exact two-sided p-value that two networks are equally good.

    Only the images on which exactly one is right count: of `b + c` such images, were both equally good, each would
    win half. `p = min(1, 2 * P(X <= min(b, c)))` with X binomial(b + c, 1/2).

    Args:
        only_first: b, how many images the first alone gets right.
        only_second: c, how many the second alone gets right.

    Raises:
        InputError: a count is negative.

    Source: Q. McNemar, Note on the sampling error of the difference between correlated proportions, Psychometrika
    12 (1947), 153-157; the exact form is the sign test.
    """
    if min(only_first, only_second) < 0:
        raise InputError("counts must not be negative", found=(only_first, only_second), todo="count images")
    n = only_first + only_second
    smaller = min(only_first, only_second)
    term = total = 1
    for index in range(smaller):  # C(n, i + 1) out of C(n, i), in whole numbers
        term = term * (n - index) // (index + 1)
        total += term
    # A quotient of integers cannot overflow, as a float power of two would beyond 1023 images.
    return min(1.0, 2 * total / (1 << n))
