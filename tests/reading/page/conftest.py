"""A reader."""

from __future__ import annotations

import pytest

from convscope.reading import Reader


@pytest.fixture(scope="session")
def reader(network) -> Reader:
    return Reader(network)


@pytest.fixture(scope="session")
def shipped() -> Reader:
    """The reader that comes with convscope."""
    return Reader()
