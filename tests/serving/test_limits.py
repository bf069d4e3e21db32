"""Every limit has its answer, and the service is well after it."""

from __future__ import annotations

import asyncio
import functools
import gzip
import json
import threading
import time
import zlib
from typing import Any

import numpy as np
import pytest
from starlette.responses import Response

from convscope.serving import Limits, Settings
from convscope.serving._metrics import Metrics
from convscope.serving._served import load_served
from convscope.serving._service import Service
from convscope.serving.routes import _predict


@pytest.fixture(scope="module")
def small(start):
    """A service with narrow limits."""
    running = start(
        "--max-body", "0.5", "--max-pixels", "0.1", "--max-seconds", "1", "--max-waiting", "2", "--threads", "1"
    )
    yield running
    assert running.is_well()
    assert running.end() == (0, "")


@pytest.fixture(scope="module")
def slow_page():
    """A page of many strokes, which takes a while to read, in 14 kB."""
    sheet = np.full((150, 200), 255, np.uint8)
    for top in range(8, 140, 15):
        for left in range(8, 190, 10):
            sheet[top : top + 9, left : left + 1 + (top * left) % 6] = 0
    return sheet


def test_a_large_body(small):
    assert "at most 0.5 MB" in small.post("/read", bytes(600_000)).refused(413)


def test_a_large_body_in_pieces_of_unknown_number(small):
    with small.connect() as connection:
        connection.sendall(b"POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(10):
            connection.sendall(b"19000\r\n" + bytes(0x19000) + b"\r\n")
        connection.sendall(b"0\r\n\r\n")
        assert connection.recv(12) == b"HTTP/1.1 413"


def test_a_body_announced_as_large_is_not_waited_for(small):
    with small.connect() as connection:
        head = "POST /read HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(12) == b"HTTP/1.1 413"


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_packed_bomb(small, encoding, pack):
    assert "at most 0.5 MB" in small.post("/read", pack(bytes(50_000_000)), Content_Encoding=encoding).refused(413)


def test_a_packed_body_of_several_members(server, page, reader):
    """As `cat a.gz b.gz` makes them; members without content are members too."""
    size = len(page) // 3
    members = [page[:size], b"", page[size:]]
    packed = b"".join(gzip.compress(member) for member in members)
    assert server.post("/read", packed, Content_Encoding="gzip").json == reader.read(page).to_dict()


def test_a_packed_bomb_of_several_members(small):
    packed = gzip.compress(bytes(300_000)) * 2
    assert "at most 0.5 MB" in small.post("/read", packed, Content_Encoding="gzip").refused(413)


@pytest.mark.parametrize(
    ("encoding", "body", "status"),
    [
        ("br", b"x", 415),
        ("gzip", b"x", 422),
        ("gzip", gzip.compress(b"x" * 999)[:-9], 422),
        ("deflate", b"", 422),
        ("gzip", gzip.compress(b"x") + b"rubbish", 422),
        ("gzip", gzip.compress(b"x") + gzip.compress(b"x")[:-9], 422),
        ("deflate", zlib.compress(b"x") + zlib.compress(b"x"), 422),
    ],
    ids=[
        "unknown",
        "rubbish",
        "cut off",
        "empty",
        "rubbish behind",
        "second cut off",
        "two",
    ],  # a packed body holds the time
)
def test_a_body_packed_otherwise(small, encoding, body, status):
    assert "body" in small.post("/read", body, Content_Encoding=encoding).refused(status)


def test_many_pixels(small, as_png):
    sentence = small.post("/read", as_png(np.zeros((400, 400), np.uint8))).refused(413)
    assert "at most 100,000 pixels; found 400 x 400" in sentence
    assert "at most" in small.post("/predict", as_png(np.zeros((400, 400), np.uint8))).refused(413)


def test_a_bomb_of_pixels(server, as_png):
    bomb = bytearray(as_png(np.zeros((9, 9), np.uint8)))
    bomb[16:24] = (50_000).to_bytes(4, "big") * 2
    bomb[29:33] = zlib.crc32(bytes(bomb[12:29])).to_bytes(4, "big")
    assert "at most 64,000,000 pixels" in server.post("/read", bytes(bomb)).refused(413)


def test_a_body_that_does_not_come(small):
    with small.connect() as connection:
        connection.sendall(b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
        answer = connection.recv(1000)
        assert answer.startswith(b"HTTP/1.1 408")
        assert b"must arrive within 1 seconds; found 4 bytes" in answer + connection.recv(1000)
        assert connection.recv(1000) == b"", "the connection is closed"


def test_when_many_wait_the_rest_is_told_when_to_come_again(start, slow_page, as_png):
    small = start("--max-waiting", "2", "--threads", "1")
    answers = []
    page = as_png(slow_page)
    clients = [threading.Thread(target=lambda: answers.append(small.post("/read", page))) for _ in range(12)]
    for client in clients:
        client.start()
    time.sleep(0.05)
    start = time.perf_counter()
    assert small.is_well(), "health is asked while pages are read"
    waited = time.perf_counter() - start
    for client in clients:
        client.join()
    refused = [answer for answer in answers if answer.status != 200]
    assert len(refused) >= 5, [answer.status for answer in answers]
    assert waited < 30
    for answer in refused:
        assert "the service is busy" in answer.refused(503)
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
    deadline = time.monotonic() + 60
    while small.metric("convscope_working") + small.metric("convscope_waiting"):
        assert time.monotonic() < deadline, "places come free again"
        time.sleep(0.1)
    assert small.end() == (0, "")


def test_a_page_that_takes_too_long_itself(start, as_png):
    """It would take as long again, so the client is not told to come again; others are answered after it."""
    strokes = np.full((1200, 1600), 255, np.uint8)
    for top in range(8, 1180, 30):
        for left in range(8, 1580, 20):
            strokes[top : top + 18, left : left + 2 + (top * left) % 12] = 0
    server = start("--max-seconds", "0.5", "--threads", "1")
    answer = server.post("/read", as_png(strokes))
    said = answer.refused(413)
    assert said.startswith("an answer may take at most 0.5 seconds; found a request that was worked on for 0."), said
    assert "Retry-After" not in answer.headers
    deadline = time.monotonic() + 60
    while server.metric("convscope_working"):
        assert time.monotonic() < deadline, "it is given up"
        time.sleep(0.1)
    assert server.post("/read", as_png(np.full((40, 40), 255, np.uint8))).status == 200
    assert server.end() == (0, "")


def test_each_kind_of_work_has_its_own_queue(as_png, digits):
    """Whether a body of `/predict` waits with the pictures or with the numbers, is known when it has come."""
    service = Service(load_served(Settings()), Settings(threads=1, together=1, limits=Limits(waiting=1)), Metrics())
    picture, number = as_png(digits[0, ..., 0]), json.dumps(digits[0].tolist()).encode()
    taken_in = []

    class Asked:
        headers: dict[str, str] = {}  # noqa: RUF012 - nobody writes into it

        def __init__(self, body: bytes) -> None:
            self._body = body

        async def receive(self) -> dict[str, Any]:
            if self._body in taken_in:
                await asyncio.sleep(60)
            taken_in.append(self._body)
            return {"type": "http.request", "body": self._body}

    def status(body: bytes) -> int:
        taken_in.clear()
        request: Any = Asked(body)
        answer = service.answer_numbers(
            request, functools.partial(_predict._asked, service), otherwise=lambda *_: Response()
        )
        return asyncio.run(answer).status_code

    try:
        assert (status(picture), status(number)) == (200, 200)
        service._numbers._inside += 2  # as many as may be there
        assert (status(picture), status(number)) == (200, 503)
        service._pictures._inside += 2
        assert (status(picture), status(number)) == (503, 503)
        assert not taken_in, "no body is taken in for nothing"
        service._numbers._inside -= 2
        assert (status(picture), status(number)) == (503, 200)
    finally:
        service.close()


def test_images_do_not_queue_behind_pages(server, slow_page, as_png, digits):
    page = as_png(slow_page)
    readers = [threading.Thread(target=server.post, args=("/read", page)) for _ in range(4)]
    for each in readers:
        each.start()
    time.sleep(0.1)
    assert server.post("/predict", {"images": digits[:1].tolist()}).status == 200
    assert server.metric("convscope_working") > 0, "the pages are still being read"
    for each in readers:
        each.join()
