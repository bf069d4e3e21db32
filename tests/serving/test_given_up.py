"""What nobody waits for any more is not done to its end."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pytest
from PIL import Image

from convscope._pictures import FirstPage
from convscope.reading import prepare_single
from convscope.serving import Limits, Settings
from convscope.serving._metrics import Metrics
from convscope.serving._refusal import GONE, ClientGoneError, go_on_unless
from convscope.serving._served import load_served
from convscope.serving._service import Service
from convscope.serving.routes._predict import _of_pictures
from convscope.serving.routes._read import _read


@pytest.mark.parametrize(
    ("left", "single"),
    [(0, False), (1, False), (10, False), (0, True), (3, True)],
    ids=["before it begins", "after its ink is found", "in its midst", "one digit", "in the midst of one digit"],
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


@pytest.mark.parametrize("left", range(6))
def test_predicting_ends_when_nobody_waits(left: int, page, as_form, monkeypatch):
    """Before each picture, before it is prepared, and before the network is asked."""
    service: Any = Mock(limits=Limits(), served=load_served(Settings()))
    opened = []

    def load(*_: Any, **__: Any) -> FirstPage:
        opened.append(1)
        return FirstPage(Image.new("L", (40, 40)), "")

    def prepare(*picture: Any, check: Any) -> Any:
        del check  # between its own steps; they are not counted here
        return prepare_single(*picture)

    monkeypatch.setattr("convscope.reading.single._predict.load_first", load)
    monkeypatch.setattr("convscope.reading.single._predict.prepare_single", prepare)
    asked = 0

    def stopped() -> bool:
        nonlocal asked
        asked += 1
        return asked > left

    body, kind = as_form(("a.png", page), ("b.png", page))
    with pytest.raises(ClientGoneError):
        _of_pictures(service, body, kind, stopped)
    assert asked == left + 1, "nothing is done after it"
    assert len(opened) == (left + 2) // 3
    service.metrics.count_predicted.assert_not_called()


class Leaving:
    """A request whose client leaves as soon as its body is worked on."""

    headers: dict[str, str] = {}  # noqa: RUF012 - nobody writes into it

    def __init__(self, body: bytes) -> None:
        self._body, self.begun = body, threading.Event()
        self._sent = False

    async def receive(self) -> dict[str, Any]:
        if not self._sent:
            self._sent = True
            return {"type": "http.request", "body": self._body}
        while not self.begun.is_set():  # noqa: ASYNC110 - it is set in another thread
            await asyncio.sleep(0.001)
        return {"type": "http.disconnect"}


@pytest.mark.parametrize("path", ["pages", "pictures", "many numbers"])
def test_whoever_works_is_told_that_the_client_has_left(path, monkeypatch):
    service = Service(load_served(Settings()), Settings(threads=1), Metrics())
    request: Any = Leaving(b"[" + b" " * 200_000 if path == "many numbers" else b"a picture")
    answered, told = threading.Event(), queue.SimpleQueue[bool]()

    def work(_: bytes, stopped: Callable[[], bool]) -> Any:
        request.begun.set()
        answered.wait(10)
        told.put(stopped())
        go_on_unless(stopped)

    def ask(_: bytes) -> Any:
        request.begun.set()
        answered.wait(10)

    def checked(stopped: Callable[[], bool]) -> None:
        told.put(stopped())
        go_on_unless(stopped)

    monkeypatch.setattr("convscope.serving._service.go_on_unless", checked)
    asked = service.answer(request, work) if path == "pages" else service.answer_numbers(request, ask, otherwise=work)
    try:
        assert asyncio.run(asked).status_code == GONE
        answered.set()
        assert told.get(timeout=10)
    finally:
        answered.set()
        service.close()
