"""Real servers in processes of their own, and a plain client for them."""

from __future__ import annotations

import contextlib
import dataclasses
import http.client
import io
import json
import os
import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests.commands import command

from convscope.reading import Reader

_ADDRESS = re.compile(r"on http://127\.0\.0\.1:(\d+),")
_SECONDS = 60


@dataclasses.dataclass(frozen=True)
class Answer:
    """A response."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        assert self.headers["Content-Type"] == "application/json"
        return json.loads(self.body)

    def refused(self, status: int) -> str:
        """Return the one sentence of a refusal; everything a refusal must be is checked."""
        assert self.status == status, self.body
        assert list(self.json) == ["error"]
        sentence = self.json["error"]
        assert sentence.isprintable()
        assert "Traceback" not in sentence
        if status != 503:
            assert re.fullmatch(r".+; found .+; .+", sentence), "the rule, what was found, what to do"
        return str(sentence)


class Server:
    """A running service."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process, self.port = process, port

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Send one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_SECONDS)
        with contextlib.closing(connection):
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, body: bytes | dict[str, Any], **headers: str) -> Answer:
        return self.ask("POST", path, body if isinstance(body, bytes) else json.dumps(body).encode(), **headers)

    def connect(self) -> socket.socket:
        """Return a bare connection, for what is no request."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=_SECONDS)

    def is_well(self) -> bool:
        return self.get("/healthz").status == 200

    def metric(self, name: str) -> float:
        """Return the sum of a metric over its labels."""
        lines = self.get("/metrics").body.decode().splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if re.match(rf"{name}(\{{|\s)", line))

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """End it; return its exit code and what it wrote since it was ready."""
        self.process.send_signal(number)
        _, words = self.process.communicate(timeout=_SECONDS)
        return self.process.returncode, words


@pytest.fixture(scope="session")
def start() -> Iterator[Callable[..., Server]]:
    """Start services with flags; they are ended after the last test."""
    started: list[subprocess.Popen[str]] = []

    def begin(*flags: str, **environment: str) -> Server:
        process = subprocess.Popen(
            command("serve", "--port", "0", *flags),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )
        started.append(process)
        assert process.stderr is not None
        line = process.stderr.readline()
        found = _ADDRESS.search(line)
        assert found, line + process.stderr.read()
        if "--workers" not in flags:
            assert "one process runs, and nothing replaces it if it dies; --workers 2" in process.stderr.readline()
        return Server(process, int(found[1]))

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def server(start: Callable[..., Server]) -> Iterator[Server]:
    """A service that many tests ask; whatever they did to it, it has written nothing but its first lines."""
    running = start()
    yield running
    code, words = running.end()
    assert code == 0
    assert not words


@pytest.fixture(scope="session")
def reader() -> Reader:
    """What it must answer, found offline."""
    return Reader()


@pytest.fixture(scope="session")
def digits() -> np.ndarray:
    """Some of MNIST's test images."""
    from convscope import datasets

    return datasets.load("mnist").x_test[:30]


@pytest.fixture(scope="session")
def page(digits: np.ndarray) -> bytes:
    """A page of two lines of digits, as a PNG."""
    sheet = np.full((160, 340), 240, np.uint8)
    for index, image in enumerate(digits[:10, ..., 0]):
        top, left = 10 + 80 * (index // 5), 10 + 66 * (index % 5)
        sheet[top : top + 56, left : left + 56] = 240 - image.repeat(2, axis=0).repeat(2, axis=1) // 4 * 3
    return png(sheet)


def png(pixels: np.ndarray) -> bytes:
    """Return pixels as a PNG."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="session")
def as_png() -> Callable[[np.ndarray], bytes]:
    return png


def form(*files: tuple[str, bytes]) -> tuple[bytes, str]:
    """Return a form with files, and its content type."""
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="picture"; filename="{name}"\r\n\r\n'.encode() + data + b"\r\n"
        for name, data in files
    ]
    return b"".join(parts) + b"--edge--\r\n", "multipart/form-data; boundary=edge"


@pytest.fixture(scope="session")
def as_form() -> Callable[..., tuple[bytes, str]]:
    return form
