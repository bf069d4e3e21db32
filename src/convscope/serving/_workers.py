"""Several processes that serve, on one socket; one that dies is replaced, and all are on SIGHUP.

uvicorn looks after them. No process is started in vain: the parent opens the network first, and while that cannot be
done those that run go on.
"""

from __future__ import annotations

import functools
import math
import os
import signal
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

from convscope._errors import ConvscopeError, JobError
from convscope.serving._metrics import forget_process
from convscope.serving._process import config_for, worker_app
from convscope.serving._served import load_served
from convscope.serving._words import say

if TYPE_CHECKING:
    import socket

    from convscope.serving._settings import Settings

_LOOK_SECONDS = 0.05
_START_SECONDS = 60
"""So long may a process take to start that shall replace one that works."""


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
    supervisor = _Supervisor(config_for(factory, workers=workers), [listening])
    supervisor.announce = functools.partial(announce, name)
    supervisor.settings = settings
    supervisor.run()
    if supervisor.ended_by is None:
        raise JobError(
            "the worker processes must start", found="one that did not", todo="see what it said above; try --workers 1"
        )
    return supervisor.ended_by


class _Supervisor(Multiprocess):
    """uvicorn's supervisor, which here tells of a process it replaces or cannot, and which signal ended it."""

    announce: Callable[[], None]
    settings: Settings
    ended_by: int | None = None
    _left_dead: frozenset[int | None] = frozenset()
    _hung: frozenset[int | None] = frozenset()

    def init_processes(self) -> None:
        """Start the processes, and say so when all of them answer."""
        super().init_processes()
        if all(self._answers(process) for process in self.processes):
            self.announce()

    def restart_all(self) -> None:
        """Replace every process by a new one, which answers before the old one ends."""
        problem = _problem(self.settings)
        if problem is not None:
            say(f"SIGHUP replaces no worker while the network cannot be opened: {problem}")
            return
        for place, old in enumerate(self.processes):
            new = Process(self.config, self.sockets)
            new.start()
            if not self._answers(new, _START_SECONDS):
                new.kill()
                new.join()
                if not self._is_told_to_end():
                    say(f"SIGHUP: worker {new.pid} did not start; those not yet replaced go on")
                return
            old.terminate()
            old.join()
            _forget(old)
            self.processes[place] = new
        say(f"SIGHUP: all {len(self.processes)} workers replaced")

    def keep_subprocess_alive(self) -> None:
        """Replace the processes that have died or do not answer, if a new one can open the network."""
        # Who has died is asked once: of one that dies after it, nothing is known yet of whether it can be replaced.
        dead = [process for process in self.processes if not self.should_exit.is_set() and not self._lives(process)]
        problem = _problem(self.settings) if dead else None
        for old in dead:
            if problem is None and old.exitcode == STARTUP_FAILURE:
                self.should_exit.set()  # none would start
                return
            if problem is None:
                self._replace(old)
            elif old.pid not in self._left_dead:
                say(
                    f"worker {old.pid} {self._end(old)}; none replaces it while the network cannot be opened: {problem}"
                )
                self._left_dead = self._left_dead.union([old.pid])

    def handle_int(self) -> None:
        """End in order."""
        self.ended_by = signal.SIGINT
        super().handle_int()

    def handle_term(self) -> None:
        """End in order."""
        self.ended_by = signal.SIGTERM
        super().handle_term()

    def _lives(self, process: Process) -> bool:
        """Tell whether a process lives and answers; one that lives but does not answer is killed, and remembered."""
        if process.is_alive(self.config.timeout_worker_healthcheck):
            return True
        if process.process.is_alive():
            self._hung = self._hung.union([process.pid])
        process.kill()
        process.join()
        return False

    def _replace(self, old: Process) -> None:
        """Start a process in the place of one that has ended."""
        new = Process(self.config, self.sockets)
        new.start()
        self.processes[self.processes.index(old)] = new
        _forget(old)
        say(f"worker {old.pid} {self._end(old)}; {new.pid} replaces it")

    def _end(self, process: Process) -> str:
        """Say how a process ended."""
        if process.pid in self._hung:
            return "did not answer and was ended"
        code = process.exitcode
        return f"ended with {code}" if code is None or code >= 0 else f"was killed ({signal.Signals(-code).name})"

    def _answers(self, process: Process, seconds: float = math.inf) -> bool:
        """Wait until a process answers, but not when it has died or all are told to end."""
        deadline = time.monotonic() + seconds
        while process.process.is_alive() and not self._is_told_to_end() and time.monotonic() < deadline:
            if process.is_ready(timeout=1):
                return True
            time.sleep(_LOOK_SECONDS)
        return False

    def _is_told_to_end(self) -> bool:
        return signal.SIGINT in self.signal_queue or signal.SIGTERM in self.signal_queue


def _problem(settings: Settings) -> str | None:
    """Return why a new process could not open the network; None when it could."""
    try:
        load_served(settings)
    except ConvscopeError as error:
        return str(error)
    return None


def _forget(process: Process) -> None:
    """Take a process that has ended out of the figures."""
    if process.pid is not None:
        forget_process(process.pid)
