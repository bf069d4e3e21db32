"""What all routes share: the network, the limits, and the way of a request from its body to its answer."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.responses import Response

from convscope._errors import ConvscopeError, one_line
from convscope._machine import cores
from convscope.serving._desk import Desk
from convscope.serving._intake import Intake, unpacked
from convscope.serving._refusal import BUSY, GONE, WRONG, ClientGoneError, Refusal, refusal_of
from convscope.serving._words import say

if TYPE_CHECKING:
    from starlette.requests import Request

    from convscope.serving._metrics import Metrics
    from convscope.serving._served import Served
    from convscope.serving._settings import Settings


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
        self._desk = Desk(settings.threads or cores(), settings.limits, metrics.show_queue)

    async def answer(self, request: Request, job: Callable[[bytes], Response]) -> Response:
        """Take the request's body in and let a thread do `job` with it, or say why not."""
        encoding = request.headers.get("content-encoding", "")
        try:
            self._desk.check_room()
            async with self._intake.body(request) as body:
                return await self._desk.do(request, lambda: self._work(job, body, encoding))
        except Refusal as refusal:
            return refusal.to_response()
        except ClientGoneError:
            return Response(status_code=GONE)

    def close(self) -> None:
        """Begin no more jobs."""
        self._desk.close()

    def _work(self, job: Callable[[bytes], Response], body: bytes, encoding: str) -> Response:
        """Do a job; whatever a body can make go wrong becomes a refusal."""
        try:
            return job(unpacked(body, encoding, self.limits.body))
        except Refusal:
            raise
        except ConvscopeError as error:
            raise refusal_of(error) from error
        except MemoryError as error:
            raise Refusal(
                BUSY, "memory must suffice; found too little for this request; send less", retry_after=1
            ) from error
        except Exception as error:
            complain(error)
            raise Refusal(
                WRONG, f"a body must be something that can be worked on; found {type(error).__name__}; send another"
            ) from error


def complain(error: BaseException) -> None:
    """Tell whoever runs the service, in one line, of an error that should not be."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""
    say(f"unexpected {type(error).__name__}: {one_line(error)}{place}")
