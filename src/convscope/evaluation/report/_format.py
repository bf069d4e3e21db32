"""How the report writes numbers and foreign words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from convscope._errors import one_line
from convscope.evaluation._numerals import percent

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def count(value: object, unknown: str) -> str:
    """Write a whole number with commas."""
    return f"{value:,}" if isinstance(value, int) else unknown


def share(value: object, unknown: str) -> str:
    """Write a share as a percentage."""
    return percent(float(value)) if isinstance(value, (int, float)) else unknown


def points(difference: float) -> str:
    """Write the size of a difference of two shares, in percentage points."""
    return f"{abs(100 * difference):.2f}"


def seconds(said: Mapping[str, Any], value: object, unknown: str) -> str:
    """Write a duration."""
    if not isinstance(value, (int, float)):
        return unknown
    minutes, rest = divmod(round(value), 60)
    if minutes:
        return str(said["minutes"].format(minutes=minutes, seconds=rest))
    return str(said["seconds"].format(seconds=f"{float(value):.1f}"))


def number(value: float) -> str:
    """Write a number as short as it is, with a true minus."""
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


def name(value: object, longest: int = 60) -> str:
    """Write a class's or a run's name as one short line."""
    line = one_line(value)
    return line if len(line) <= longest else line[: longest - 1] + "\N{HORIZONTAL ELLIPSIS}"


def plain_text(text: str) -> str:
    """Keep a text's lines and drop what no page can show."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
