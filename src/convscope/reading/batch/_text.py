"""A reading as lines of text and as rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convscope._errors import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convscope.reading.page import Reading

DOUBT = "?"
"""Stands after a doubtful digit."""

COLUMNS = (
    "file",
    "page",
    "line",
    "place",
    "digit",
    "probability",
    "second",
    "left",
    "top",
    "width",
    "height",
    "doubtful",
)


def title(reading: Reading) -> str:
    """Return a picture's name on one line, with the page's number if it has one."""
    name = one_line(reading.file)
    return name if reading.page is None else f"{name} page {reading.page}"


def marked_lines(reading: Reading) -> list[str]:
    """Return the lines of digits, with a mark after each doubtful one."""
    return ["".join(digit.digit + DOUBT * digit.doubtful for digit in line.digits) for line in reading.lines]


def csv_rows(reading: Reading) -> Iterator[tuple[Any, ...]]:
    """Give a row a digit; its fields are `COLUMNS`. Lines and places count from 1."""
    for number, line in enumerate(reading.lines, 1):
        for place, digit in enumerate(line.digits, 1):
            yield (
                reading.file,
                "" if reading.page is None else reading.page,
                number,
                place,
                digit.digit,
                f"{digit.probability:.6g}",
                digit.second,
                *digit.box.to_list(),
                int(digit.doubtful),
            )
