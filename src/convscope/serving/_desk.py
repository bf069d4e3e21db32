"""Where requests wait for a thread: so many at most, for so long at most, and not for clients that have left."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from convscope.serving._refusal import BUSY, ClientGoneError, Refusal

if TYPE_CHECKING:
    from starlette.requests import Request

    from convscope.serving._limits import Limits

T = TypeVar("T")
_LONGEST_PAUSE = 60
# How much the last job counts in the mean of what a job takes.
_NEWEST = 0.1


class Desk:
    """Does jobs in threads.

    Args:
        threads: how many at once.
        limits: how many may wait, and how long.
        changed: is told how many wait and how many are being done, whenever that changes.
    """

    def __init__(self, threads: int, limits: Limits, changed: Callable[[int, int], None]) -> None:
        self._threads, self._limits, self._changed = threads, limits, changed
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="convscope")
        self._inside = 0
        self._working = 0
        self._usual = 0.0

    def check_room(self) -> None:
        """Refuse when as many wait as may.

        Raises:
            Refusal: 503, with a guess when there will be room.
        """
        if self._inside >= self._threads + self._limits.waiting:
            raise self._busy(f"{self._limits.waiting} requests are waiting already")

    async def do(self, request: Request, job: Callable[[], T]) -> T:
        """Do `job` in a thread and return what it returns.

        Raises:
            Refusal: too many wait, or it took too long (503).
            ClientGoneError: the client left; a job not yet begun is not begun.
        """
        self.check_room()
        loop = asyncio.get_running_loop()
        self._inside += 1
        self._count()
        future = self._pool.submit(self._timed, job, loop)
        future.add_done_callback(lambda done: _tell(loop, self._left, done))
        answer = asyncio.wrap_future(future)
        gone = asyncio.ensure_future(_disconnected(request))
        try:
            await asyncio.wait({answer, gone}, timeout=self._limits.seconds, return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                return answer.result()
            if gone.done():
                raise ClientGoneError
            raise self._busy(f"the answer was not ready within {self._limits.seconds:g} seconds")
        finally:
            gone.cancel()
            answer.cancel()

    def close(self) -> None:
        """Begin nothing more; what is being done ends."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _timed(self, job: Callable[[], T], loop: asyncio.AbstractEventLoop) -> T:
        start = time.perf_counter()
        _tell(loop, self._began, None)
        try:
            return job()
        finally:
            _tell(loop, self._ended, time.perf_counter() - start)

    def _began(self, _: None) -> None:
        self._working += 1
        self._count()

    def _ended(self, seconds: float) -> None:
        self._working -= 1
        self._usual = seconds if not self._usual else self._usual + _NEWEST * (seconds - self._usual)

    def _left(self, _: Future[T]) -> None:
        self._inside -= 1
        self._count()

    def _count(self) -> None:
        self._changed(max(0, self._inside - self._working), self._working)

    def _busy(self, why: str) -> Refusal:
        pause = min(max(1, math.ceil(self._usual * self._inside / self._threads)), _LONGEST_PAUSE)
        return Refusal(
            BUSY,
            f"the service is busy: {why}; try again in {pause} second{'' if pause == 1 else 's'}",
            retry_after=pause,
        )


def _tell(loop: asyncio.AbstractEventLoop, what: Callable[[T], None], value: T) -> None:
    """Call `what` in the loop's own thread, so that counting needs no lock; a loop that has ended hears nothing."""
    try:
        loop.call_soon_threadsafe(what, value)
    except RuntimeError:
        return


async def _disconnected(request: Request) -> None:
    """Return when the client has left."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
