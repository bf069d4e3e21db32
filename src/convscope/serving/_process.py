"""One process that serves, on uvicorn."""

from __future__ import annotations

import contextlib
import functools
import logging
import signal
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn

from convscope._errors import ConvscopeError
from convscope.serving._app import build_app
from convscope.serving._protocol import PatientProtocol
from convscope.serving._served import load_served
from convscope.serving._words import say

if TYPE_CHECKING:
    import socket

    from fastapi import FastAPI

    from convscope.serving._settings import Settings

_KEEP_ALIVE_SECONDS = 10
_GRACE_SECONDS = 8
"""So long does a process that was told to end work on what is in flight; Docker kills it after ten."""


def run_here(settings: Settings, listening: socket.socket, announce: Callable[[str], None]) -> int | None:
    """Serve in this process; return the signal that ended it."""
    served = load_served(settings)
    app = build_app(settings, served)
    server = _Server(config_for(lambda: app))
    server.announce = functools.partial(announce, served.name)
    server.run([listening])
    return server.ended_by


def worker_app(settings: Settings, parent: int) -> FastAPI:
    """Return the application of a worker process; one that cannot open the network says why, and ends."""
    _quiet()
    try:
        served = load_served(settings)
    except ConvscopeError as error:
        say(str(error))
        raise SystemExit(error.exit_code) from None
    return build_app(settings, served, parent)


def config_for(factory: Callable[[], FastAPI], *, workers: int = 1) -> uvicorn.Config:
    """Return how uvicorn is to run it."""
    _quiet()
    return uvicorn.Config(
        factory,
        factory=True,
        http=PatientProtocol,
        ws="none",
        loop="asyncio",
        lifespan="on",
        workers=workers,
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


def _quiet() -> None:
    """Let nothing that a client sends write into this process's standard error."""
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    logging.getLogger("uvicorn.error").addFilter(_told_in_our_words)
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)


def _told_in_our_words(record: logging.LogRecord) -> bool:
    """Say ourselves how many requests were given up at the end, instead of uvicorn; of all else, let errors through."""
    words = str(record.msg)
    if not words.startswith("Cancel %s running task"):
        return "CancelledError" not in words  # a second Ctrl-C ended the application's own task
    assert record.args
    (count,) = record.args
    say(f"{count} request{' was' if count == 1 else 's were'} not done {_GRACE_SECONDS} seconds after the end began")
    return False


class _Server(uvicorn.Server):
    """uvicorn's server, which here returns after the signal that ended it instead of raising it again."""

    announce: Callable[[], None]
    ended_by: int | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take connections, and say so."""
        await super().startup(sockets)
        self.announce()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let SIGINT and SIGTERM end the service in order, and a second SIGINT at once."""

        def handle(number: int, frame: FrameType | None) -> None:
            self.ended_by = number
            self.handle_exit(number, frame)

        before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
