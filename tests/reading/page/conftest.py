"""A reader, and how far a reading is from what is on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from convscope.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="session")
def reader(network) -> Reader:
    return Reader(network)


@pytest.fixture(scope="session")
def distance() -> Callable[[str, str], int]:
    """Count the edits between two texts (Levenshtein)."""

    def count(left: str, right: str) -> int:
        row = list(range(len(right) + 1))
        for number, a in enumerate(left, 1):
            before, row[0] = row[0], number
            for column, b in enumerate(right, 1):
                before, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, before + (a != b))
        return row[-1]

    return count
