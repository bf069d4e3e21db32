"""Rubbish, half-sent requests and clients that leave do no harm."""

from __future__ import annotations

import contextlib
import random
import struct
import time

import pytest

HEAD = b"POST /read HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture(autouse=True)
def _well_after(server):
    yield
    assert server.is_well()


@pytest.mark.parametrize(
    "sent",
    [
        b"\r\n\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
        HEAD + b"Content-Length: -5\r\n\r\n",
        HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        HEAD + b"Transfer-Encoding: gzip\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_http(server, sent):
    with server.connect() as connection:
        connection.sendall(sent)
        if not sent.endswith(b"\r\n"):
            connection.shutdown(1)
        answer = b""
        with contextlib.suppress(ConnectionResetError):  # what was not read of a head without end
            while part := connection.recv(10_000):
                answer += part
    if answer:
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith((b"HTTP/1.1 4", b"HTTP/1.1 501"))
        assert b"content-type: application/json" in head.lower()
        assert body.startswith(b'{"error": ')


@pytest.mark.parametrize("path", ["/read", "/predict"])
def test_an_empty_body(server, path):
    """As curl sends it whose file is not there: the client has no file that is empty."""
    said = "a picture must hold data; found an empty body; send the picture's bytes: curl --data-binary @photo.png"
    assert server.post(path, b"").refused(422) == said


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "BREW"])
def test_a_wrong_method(server, method):
    answer = server.ask(method, "/read", b"x" if method != "GET" else None)
    assert "takes POST" in answer.refused(405)
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize(
    "path", ["/nix", "/read/", "/v2/models", "/static-offline-docs/../../../etc/passwd", "/%2e%2e", "/%ff"]
)
def test_a_wrong_path(server, path):
    answer = server.get(path)
    assert answer.refused(404)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/read?sinlge=true", "this path takes the query parameter single; found 'sinlge'; leave it out or see /docs"),
        ("/read?single=true&a%0Ab", "this path takes the query parameter single; found 'a\\nb'; "),
        ("/predict?single=true", "this path takes no query parameters; found 'single'; "),
        ("/v2/models/digits/infer?nix=1", "found 'nix'; "),
        ("/v1/models/digits:predict?nix=1", "found 'nix'; "),
        ("/v2/models/digits/infer?version=1", "this path takes no query parameters; found 'version'; "),
        ("/v1/models/digits:predict?version=7", "this path takes no query parameters; found 'version'; "),
    ],
)
def test_a_query_parameter_that_is_not_known(server, path, said):
    assert said in server.post(path, b"{}").refused(422)


@pytest.mark.parametrize("path", ["/v2", "/v2/models/digits", "/v2/models/digits/ready", "/v1/models/digits/metadata"])
def test_a_version_is_no_query_parameter(server, path):
    assert "takes no query parameters; found 'version'; " in server.get(f"{path}?version=7").refused(422)


@pytest.mark.parametrize(
    "path",
    ["/v2/models/digits/versions/7", "/v2/models/digits/versions/7/ready", "/v1/models/digits/versions/7/metadata"],
)
def test_another_version(server, path):
    assert server.get(path).refused(404) == "the model's version must be 1; found '7'; leave it out"
    assert server.get(path.replace("/7", "/1")).status == 200


def test_answers_of_json_are_lines(server, page, digits):
    pixels = {"images": digits[:1].tolist()}
    tensor = {"name": "images", "datatype": "UINT8", "shape": [1, 28, 28, 1], "data": digits[:1].ravel().tolist()}
    for answer in (
        *(server.get(path) for path in ("/healthz", "/v2", "/v1/models/digits", "/nix", "/read", "/v2?nix=1")),
        *(server.post("/read", body) for body in (page, b"", b"x")),
        *(server.post("/predict", body) for body in (pixels, {})),
        server.post("/v2/models/digits/infer", {"inputs": [tensor]}),
        server.post("/v1/models/digits:predict", {"instances": digits[:1].tolist()}),
    ):
        assert answer.json
        assert answer.body.endswith(b"}\n")
        assert answer.body.count(b"\n") == 1


def test_probes_may_add_what_they_like(server):
    for path in ("/healthz", "/metrics", "/v2/health/live", "/v2/health/ready"):
        assert server.get(f"{path}?time=5").status == 200


def test_clients_that_leave(server, page):
    """While sending, after sending, and with a reset instead of an end."""
    request = HEAD + f"Content-Length: {len(page)}\r\n\r\n".encode() + page
    for cut in (5, 40, len(request) // 2, len(request)):
        for reset in (False, True):
            connection = server.connect()
            if reset:
                connection.setsockopt(1, 13, struct.pack("ii", 1, 0))  # SOL_SOCKET, SO_LINGER: closing resets
            connection.sendall(request[:cut])
            connection.close()
    deadline = time.monotonic() + 30
    while server.metric("convscope_working") + server.metric("convscope_waiting"):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_noise_in_every_place(server):
    """Whatever the body is, the answer is a refusal or an answer."""
    chance = random.Random(4)
    starts = [
        b"",
        b"{",
        b'{"images": [',
        b"\x93NUMPY\x01\x00",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"GIF89a",
        b"BM",
        b"II*\x00",
        b"RIFF",
    ]
    kinds = ["", "application/json", "multipart/form-data; boundary=a", "image/png"]
    for path in ("/read", "/predict", "/v2/models/digits/infer", "/v1/models/digits:predict"):
        for start in starts:
            body = start + chance.randbytes(chance.randrange(300))
            answer = server.post(path, body, Content_Type=chance.choice(kinds))
            assert answer.status in {200, 413, 415, 422}, (path, body, answer.body)
            if answer.status != 200:
                answer.refused(answer.status)


def test_pipelined_requests_are_answered_in_order(server):
    ask = b"GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n"
    with server.connect() as connection:
        connection.sendall(
            ask % (b"/v2/health/live", b"") + ask % (b"/nix", b"") + ask % (b"/healthz", b"Connection: close\r\n")
        )
        answer = b""
        while part := connection.recv(10_000):
            answer += part
    assert answer.index(b'{"live":true}') < answer.index(b"/nix") < answer.index(b'"ok"')
