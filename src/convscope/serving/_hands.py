"""What does the work: threads that take one request each, or one thread that takes all small ones that wait."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convscope.serving._guard import guarded
from convscope.serving._together import Asked, run_together

if TYPE_CHECKING:
    from starlette.responses import Response

    from convscope.glass import GlassModel


class OneEach:
    """Threads that do a job each.

    Args:
        threads: how many.
    """

    def __init__(self, threads: int) -> None:
        self.at_once = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="convscope")

    def submit(
        self, job: Callable[[], Response], begun: Callable[[], None], left: Callable[[], None]
    ) -> asyncio.Future[Response]:
        """Begin a job when a thread is free."""

        def work() -> Response:
            begun()
            return job()

        loop = asyncio.get_running_loop()
        future = self._pool.submit(work)
        future.add_done_callback(lambda _: _tell(loop, left))
        return asyncio.wrap_future(future)

    def close(self) -> None:
        """Begin nothing more; what is being done ends."""
        self._pool.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True)
class _Waiting:
    """A job that waits."""

    job: Callable[[], Asked]
    future: asyncio.Future[Response]
    begun: Callable[[], None]
    left: Callable[[], None]


class AllTogether:
    """One thread that asks the network once for all requests that wait.

    Args:
        model: the network.
        most: for so many at most.
    """

    def __init__(self, model: GlassModel, most: int) -> None:
        self._model, self.at_once = model, most
        self._waiting: deque[_Waiting | None] = deque()
        self._some = threading.Semaphore(0)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._work, name="convscope-numbers", daemon=True)
        self._thread.start()

    def submit(
        self, job: Callable[[], Asked], begun: Callable[[], None], left: Callable[[], None]
    ) -> asyncio.Future[Response]:
        """Begin a job when the network is free, together with all that wait then."""
        self._loop = asyncio.get_running_loop()
        future: asyncio.Future[Response] = self._loop.create_future()
        self._waiting.append(_Waiting(job, future, begun, left))
        self._some.release()
        return future

    def close(self) -> None:
        """End the thread after what waits."""
        self._waiting.append(None)
        self._some.release()

    def _work(self) -> None:
        while True:
            self._some.acquire()
            taken: list[_Waiting] = []
            ended = False
            while self._waiting and len(taken) < self.at_once and not ended:
                first = self._waiting.popleft()
                if first is None:
                    ended = True  # after what was taken before it
                else:
                    taken.append(first)
            if taken:  # a wake-up may be for what was taken already
                live = [each for each in taken if not each.future.cancelled()]
                for each in live:
                    each.begun()
                results = self._results(live)
                assert self._loop is not None
                _tell(self._loop, functools.partial(_deliver, taken, live, results))
            if ended:
                return

    def _results(self, live: list[_Waiting]) -> list[Response | Exception]:
        """Do the jobs; whatever happens, each has its result, and the one thread goes on."""
        try:
            return guarded(lambda: run_together(self._model, [each.job for each in live]))
        except Exception as error:  # noqa: BLE001 - their clients are told
            return [error] * len(live)


def _deliver(taken: list[_Waiting], live: list[_Waiting], results: list[Response | Exception]) -> None:
    """Hand out the results, all at one wake-up of the loop."""
    for each, result in zip(live, results, strict=True):
        if each.future.done():
            continue
        if isinstance(result, Exception):
            each.future.set_exception(result)
        else:
            each.future.set_result(result)
    for each in taken:
        each.left()


def _tell(loop: asyncio.AbstractEventLoop, what: Callable[[], None]) -> None:
    """Call `what` in the loop's own thread; a loop that has ended hears nothing."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(what)
