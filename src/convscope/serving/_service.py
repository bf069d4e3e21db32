"""What all routes share: the network, the limits, and the way of a request from its body to its answer."""

from __future__ import annotations

import functools
import threading
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from convscope._machine import cores
from convscope.serving._desk import Desk, Hands, Job_contra
from convscope.serving._guard import guarded
from convscope.serving._hands import AllTogether, OneEach
from convscope.serving._intake import Intake, unpacked
from convscope.serving._pixels import is_numbers
from convscope.serving._refusal import GONE, ClientGoneError, Refusal, go_on_unless
from convscope.serving._together import Asked, answer_alone

if TYPE_CHECKING:
    from starlette.requests import Request

    from convscope.serving._metrics import Metrics
    from convscope.serving._served import Served
    from convscope.serving._settings import Settings

# A body of numbers up to this size is parsed in a few milliseconds, so that others do not wait long for it.
_SMALL = 100_000


class Service:
    """One process's service.

    Args:
        served: the network.
        settings: threads and limits.
        metrics: what counts.
    """

    def __init__(self, served: Served, settings: Settings, metrics: Metrics) -> None:
        self.served, self.limits, self.metrics = served, settings.limits, metrics
        self._intake = Intake(settings.limits)
        threads = settings.threads or cores()
        # What takes a millisecond does not queue behind what takes ten, nor that behind pages, which take hundreds.
        self._pages = self._desk("pages", OneEach(threads))
        self._pictures = self._desk("pictures", OneEach(threads))
        self._numbers = self._desk("numbers", AllTogether(served.model, settings.together))

    async def answer(self, request: Request, job: Callable[[bytes, Callable[[], bool]], Response]) -> Response:
        """Take in a request's body and let a thread make the answer of it; or say why not.

        Args:
            request: whose body it is.
            job: makes the answer; what it is given besides tells that nobody waits for that any more.
        """
        return await self._answer(request, [self._pages], lambda body: self._do(self._pages, request, job, body))

    async def answer_numbers(
        self,
        request: Request,
        ask: Callable[[bytes], Asked],
        *,
        otherwise: Callable[[bytes, Callable[[], bool]], Response] | None = None,
    ) -> Response:
        """Take in a request's body and ask the network what it asks; or say why not.

        Args:
            request: whose body may hold images as numbers; the network is asked for all small ones at once.
            ask: tells what a body asks.
            otherwise: makes the answer of a body that holds no numbers, where that is allowed; what it is given besides
                tells that nobody waits for that any more.
        """

        async def work(body: bytes) -> Response:
            small = len(body) <= _SMALL and "content-encoding" not in request.headers
            if small and (otherwise is None or is_numbers(body)):
                return await self._numbers.do(request, functools.partial(ask, body))
            return await self._do(self._pictures, request, job, body)

        def job(body: bytes, stopped: Callable[[], bool]) -> Response:
            if otherwise is not None and not is_numbers(body):
                return otherwise(body, stopped)
            asked = ask(body)
            go_on_unless(stopped)
            return answer_alone(self.served.model, asked)

        return await self._answer(request, [self._numbers, self._pictures], work)

    def close(self) -> None:
        """Begin no more jobs."""
        for desk in (self._pages, self._pictures, self._numbers):
            desk.close()

    def _desk(self, work: str, hands: Hands[Job_contra]) -> Desk[Job_contra]:
        return Desk(hands, self.limits, functools.partial(self.metrics.show_queue, work))

    async def _do(
        self,
        desk: Desk[Callable[[], Response]],
        request: Request,
        job: Callable[[bytes, Callable[[], bool]], Response],
        body: bytes,
    ) -> Response:
        """Have a job done, which is told when its answer is waited for no longer."""
        encoding = request.headers.get("content-encoding", "")
        over = threading.Event()

        def work() -> Response:
            return job(unpacked(body, encoding, self.limits.body), over.is_set)

        try:
            return await desk.do(request, lambda: guarded(work))
        finally:
            over.set()

    async def _answer(
        self, request: Request, desks: list[Desk[Any]], work: Callable[[bytes], Awaitable[Response]]
    ) -> Response:
        """Take in a request's body and work on it; which of the desks that is for is known only then."""
        try:
            if not any(desk.has_room() for desk in desks):
                desks[0].check_room()
            async with self._intake.body(request) as body:
                return await work(body)
        except Refusal as refusal:
            return refusal.to_response()
        except ClientGoneError:
            return Response(status_code=GONE)
