"""Running the service: in this process, or in several that are looked after."""

from __future__ import annotations

import dataclasses
import os
import tempfile
from typing import TYPE_CHECKING

from convscope._errors import InputError
from convscope._machine import cores
from convscope._optional import require
from convscope.serving._settings import Settings
from convscope.serving._sockets import is_local, listen, url_of
from convscope.serving._words import say

if TYPE_CHECKING:
    import socket

    from fastapi import FastAPI

_PARTS = ("fastapi", "fastapi_offline", "uvicorn", "prometheus_client", "python_multipart")
_MOST_WORKERS = 256


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the service as an ASGI application, with its network loaded.

    Args:
        settings: what it serves; by default the shipped network.

    Raises:
        InputError: the network cannot be had.
        MissingPartError: the extra `serve` is not installed.
    """
    _check_parts()
    from convscope.serving._app import build_app
    from convscope.serving._served import load_served

    settings = settings or Settings()
    return build_app(settings, load_served(settings))


def serve(
    settings: Settings | None = None, *, host: str = "127.0.0.1", port: int = 8000, workers: int = 1
) -> int | None:
    """Run the service until it is told to end (SIGTERM, Ctrl-C); requests in flight are answered first.

    Args:
        settings: what it serves; by default the shipped network.
        host: the address to listen on; without authentication, so only this machine's own by default.
        port: 0 takes a free one.
        workers: how many processes; with two or more, one that dies is replaced.

    Returns:
        The signal that ended it.

    Raises:
        InputError: the network cannot be had, or the address is not free.
        MissingPartError: the extra `serve` is not installed.
        JobError: the processes could not be started.
    """
    _check_parts()
    if not 1 <= workers <= _MOST_WORKERS:
        raise InputError(f"workers must be 1 to {_MOST_WORKERS}", found=workers, todo="one a core is usual")
    settings = settings or Settings()
    threads = settings.threads or max(1, cores() // workers)
    settings = dataclasses.replace(settings, threads=threads)
    with listen(host, port) as listening:
        if workers == 1:
            from convscope.serving._process import run_here

            return run_here(settings, listening, lambda name: _announce(listening, name, workers))
        with tempfile.TemporaryDirectory(prefix="convscope-metrics-", ignore_cleanup_errors=True) as folder:
            from convscope.serving._metrics import SHARED_FOLDER

            os.environ[SHARED_FOLDER] = folder
            try:
                from convscope.serving._workers import run_workers

                return run_workers(settings, listening, workers, lambda name: _announce(listening, name, workers))
            finally:
                del os.environ[SHARED_FOLDER]


def _check_parts() -> None:
    for part in _PARTS:
        require(part, extra="serve")


def _announce(listening: socket.socket, name: str, workers: int) -> None:
    """Say on standard error what is served where, who can reach it, and what becomes of it if its process dies."""
    url = url_of(listening)
    say(f"serving {name} on {url}, explained at {url}/docs; Ctrl-C ends it")
    if not is_local(listening):
        say("other machines can reach it, and nobody is asked who they are; put a proxy before it that does")
    if workers == 1:
        say("one process runs, and nothing replaces it if it dies; --workers 2 runs two and replaces one that dies")
