"""Nobody keeps a connection without saying something."""

from __future__ import annotations

import asyncio
import socket

import pytest
import uvicorn
from starlette.responses import Response

from convscope.serving import _protocol


async def app(scope, receive, send):
    if scope["type"] == "http":
        await Response("well")(scope, receive, send)


async def closed_after(*sent: bytes) -> bytes:
    """Send something to a server in this process and wait until it ends the connection; return what it answered."""
    server = uvicorn.Server(uvicorn.Config(app, http=_protocol.PatientProtocol, lifespan="off", log_config=None))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        running = asyncio.create_task(server._serve([listening]))
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        for part in sent:
            writer.write(part)
            await asyncio.sleep(0.05)
        answer = await asyncio.wait_for(reader.read(), 4)
        writer.close()
        server.should_exit = True
        await running
    return answer


@pytest.mark.parametrize(
    "sent",
    [
        (),
        (b"GET / HTTP/1.1\r\nHost", b": x\r\n"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\nhalf", b"more"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HT"),
    ],
)
def test_a_silent_connection_ends(monkeypatch, sent):
    monkeypatch.setattr(_protocol, "_HEAD_SECONDS", 0.3)
    answer = asyncio.run(closed_after(*sent))
    assert answer.count(b"200 OK") == (1 if b"".join(sent).count(b"\r\n\r\n") else 0)
