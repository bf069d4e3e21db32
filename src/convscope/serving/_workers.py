"""Several processes that serve, on one socket; one that dies is replaced. uvicorn looks after them."""

from __future__ import annotations

import functools
import os
import signal
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from uvicorn.supervisors import Multiprocess

from convscope._errors import JobError
from convscope.serving._metrics import forget_process
from convscope.serving._process import config_for, worker_app
from convscope.serving._served import load_served
from convscope.serving._words import say

if TYPE_CHECKING:
    import socket

    from convscope.serving._settings import Settings

_LOOK_SECONDS = 0.05


def run_workers(
    settings: Settings, listening: socket.socket, workers: int, announce: Callable[[str], None]
) -> int | None:
    """Serve in `workers` processes; return the signal that ended them.

    Raises:
        InputError: the network cannot be had; that is found out here, once, not in every process.
        JobError: a process could not be started.
    """
    name = load_served(settings).name
    factory = functools.partial(worker_app, settings, os.getpid())
    supervisor = _Supervisor(config_for(settings, factory, workers=workers), [listening])
    supervisor.announce = functools.partial(announce, name)
    supervisor.run()
    if supervisor.ended_by is None:
        raise JobError(
            "the worker processes must start", found="one that did not", todo="see what it said above; try --workers 1"
        )
    return supervisor.ended_by


class _Supervisor(Multiprocess):
    """uvicorn's supervisor, which here tells of a process it replaces, and which signal ended it."""

    announce: Callable[[], None]
    ended_by: int | None = None

    def init_processes(self) -> None:
        """Start the processes, and say so when all of them answer."""
        super().init_processes()
        for process in self.processes:
            while process.process.is_alive() and not process.is_ready(timeout=1):
                if self.signal_queue:
                    return
                time.sleep(_LOOK_SECONDS)
        if all(process.process.is_alive() for process in self.processes):
            self.announce()

    def keep_subprocess_alive(self) -> None:
        """Replace the processes that have died or do not answer."""
        before = list(self.processes)
        super().keep_subprocess_alive()
        for old, new in zip(before, self.processes, strict=True):
            if new is not old and old.pid is not None:
                forget_process(old.pid)
                say(f"worker {old.pid} {_end(old.exitcode)}; {new.pid} replaces it")

    def handle_int(self) -> None:
        """End in order."""
        self.ended_by = signal.SIGINT
        super().handle_int()

    def handle_term(self) -> None:
        """End in order."""
        self.ended_by = signal.SIGTERM
        super().handle_term()


def _end(code: int | None) -> str:
    if code is not None and code < 0:
        return f"was killed ({signal.Signals(-code).name})"
    return f"ended with {code}"
