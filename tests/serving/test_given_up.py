"""A page that nobody waits for any more is not read to its end."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest

from convscope.serving import Limits
from convscope.serving._refusal import ClientGoneError
from convscope.serving.routes._read import _read


@pytest.mark.parametrize(
    ("left", "single"),
    [(0, False), (1, False), (10, False), (0, True)],
    ids=["before it begins", "after its ink is found", "in its midst", "one digit"],
)
def test_reading_ends_when_nobody_waits(left: int, single, reader, page):
    service: Any = Mock(limits=Limits())
    service.served.reader = reader
    asked = 0

    def stopped() -> bool:
        nonlocal asked
        asked += 1
        return asked > left

    with pytest.raises(ClientGoneError):
        _read(service, page, "image/png", stopped, single=single)
    assert asked == left + 1, "nothing is done after it"
    service.metrics.count_reading.assert_not_called()


def test_a_page_that_somebody_waits_for_is_read(reader, page):
    service: Any = Mock(limits=Limits())
    service.served.reader = reader
    assert _read(service, page, "image/png", lambda: False, single=False).status_code == 200
    service.metrics.count_reading.assert_called_once()
