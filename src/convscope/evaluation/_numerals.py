"""How shares and signed numbers are written."""

from __future__ import annotations


def percent(share: float, decimals: int = 2, sign: str = "") -> str:
    """Write a share as a percentage, `98.65 %`; `sign` "+" writes a plus before what is above 0."""
    return f"{100 * share:{sign}.{decimals}f} %".replace("-", "\N{MINUS SIGN}")


def signed(value: float, decimals: int = 2) -> str:
    """Write a number with its sign, a true minus; what rounds to 0 has none."""
    rounded = round(value, decimals)
    return f"{rounded:+.{decimals}f}".replace("-", "\N{MINUS SIGN}") if rounded else f"{0:.{decimals}f}"
