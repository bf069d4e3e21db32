"""Where requests wait to be worked on: so many at most, for so long at most, and not for clients that have left."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, runtime_checkable

from convscope.serving._refusal import BUSY, TOO_LARGE, ClientGoneError, Refusal

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from convscope.serving._limits import Limits

Job_contra = TypeVar("Job_contra", contravariant=True)
_LONGEST_PAUSE = 60
# How much the last request counts in the mean of how long requests stay.
_NEWEST = 0.1
# What was worked on for this share of the time that an answer may take needs more than all of it; it did not wait.
_ITS_OWN = 0.9


@runtime_checkable
class Hands(Protocol[Job_contra]):
    """What does the work, in threads of its own."""

    at_once: int

    def submit(self, job: Job_contra, begun: Callable[[], None], left: Callable[[], None]) -> asyncio.Future[Response]:
        """Begin a job as soon as may be.

        `begun` is called, in whatever thread, when it begins; `left`, in the loop's, when it needs nothing any more.
        """
        ...

    def close(self) -> None:
        """Begin nothing more."""
        ...


class Desk(Generic[Job_contra]):
    """Takes jobs for hands to do.

    Args:
        hands: what does them.
        limits: how many may wait, and how long.
        changed: is told how many wait and how many are being done, whenever that changes.
    """

    def __init__(self, hands: Hands[Job_contra], limits: Limits, changed: Callable[[int, int], None]) -> None:
        self._hands, self._limits, self._changed = hands, limits, changed
        self._inside = 0
        self._usual = 0.0
        self._count(0)  # so that there are figures from the start

    def has_room(self) -> bool:
        """Tell whether one more may wait."""
        return self._inside < self._hands.at_once + self._limits.waiting

    def check_room(self) -> None:
        """Refuse when as many wait as may.

        Raises:
            Refusal: 503, with a guess when there will be room.
        """
        if not self.has_room():
            waiting = self._limits.waiting
            raise self._busy(f"{waiting} request{' is' if waiting == 1 else 's are'} waiting already")

    async def do(self, request: Request, job: Job_contra) -> Response:
        """Have a job done and return what it returns.

        Raises:
            Refusal: too many wait, or it was not ready in time: because others were before it (503), or because it
                takes too long itself (413).
            ClientGoneError: the client left; a job not yet begun is not begun.
        """
        self.check_room()
        start = time.perf_counter()
        self._count(1)
        begun: list[float] = []
        answer = self._hands.submit(job, lambda: begun.append(time.perf_counter()), lambda: self._count(-1))
        gone = asyncio.ensure_future(_disconnected(request))
        try:
            await asyncio.wait({answer, gone}, timeout=self._limits.seconds, return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                self._note(time.perf_counter() - start)
                return answer.result()
            if gone.done():
                raise ClientGoneError
            self._note(time.perf_counter() - start)  # it would have stayed for longer still
            raise self._late(time.perf_counter() - begun[0] if begun else 0.0)
        finally:
            gone.cancel()
            answer.cancel()

    def close(self) -> None:
        """Begin nothing more; what is being done ends."""
        self._hands.close()

    def _note(self, seconds: float) -> None:
        """Let what a request stayed count in the mean."""
        self._usual += (seconds - self._usual) * (_NEWEST if self._usual else 1)

    def _count(self, more: int) -> None:
        self._inside += more
        working = min(self._inside, self._hands.at_once)
        self._changed(self._inside - working, working)

    def _late(self, worked: float) -> Refusal:
        """Return the refusal of what was not ready in time.

        Args:
            worked: for how many seconds it was worked on; the rest of its time it waited for others.
        """
        most = self._limits.seconds
        if worked < _ITS_OWN * most:
            return self._busy(f"the answer was not ready within {most:g} seconds")
        return Refusal(
            TOO_LARGE,
            f"an answer may take at most {most:g} seconds; found a request that was worked on for {worked:.3g} seconds "
            "and not done; send a smaller picture, or fewer",
        )

    def _busy(self, why: str) -> Refusal:
        """Return the refusal; what waits now will be gone after as long as requests usually stay."""
        pause = min(max(1, math.ceil(self._usual)), _LONGEST_PAUSE)
        return Refusal(
            BUSY,
            f"the service is busy: {why}; try again in {pause} second{'' if pause == 1 else 's'}",
            retry_after=pause,
        )


async def _disconnected(request: Request) -> None:
    """Return when the client has left."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
