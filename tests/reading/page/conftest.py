"""Pages made of MNIST's test part, and how far a reading is from what is on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from convscope.reading import Reader
from convscope.reading.compose import Page, Style, compose_page

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="session")
def reader(network) -> Reader:
    return Reader(network)


@pytest.fixture(scope="session")
def make_page(mnist, network) -> Callable[..., Page]:
    """Make pages of digits that the network reads right when they come straight from MNIST.

    So that the tests judge the reading of pages, not the network.
    """
    images, labels = np.asarray(mnist.x_test[:2000]), np.asarray(mnist.y_test[:2000])
    known = np.flatnonzero(network.predict(images)[np.arange(len(labels)), labels] > 0.95)

    def make(seed: int, count: int, **style: object) -> Page:
        rng = np.random.default_rng(seed)
        chosen = rng.choice(known, count, replace=False)
        return compose_page(images[chosen][..., 0], labels[chosen], Style(**style), rng)  # type: ignore[arg-type]

    return make


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
