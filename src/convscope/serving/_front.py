"""The outermost layer of the application: counts every answer, and lets no error out."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from convscope.serving._guard import complain
from convscope.serving._refusal import BUSY, problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from convscope.serving._metrics import Metrics

_BROKEN = 500


class Front:
    """ASGI middleware.

    Args:
        app: what answers.
        metrics: what counts.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start, status = time.perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except asyncio.CancelledError:
            if status:
                raise
            answer = problem(BUSY, "the service is ending; try again in a second", {"Retry-After": "1"})
            await answer(scope, receive, noting)
        except Exception as error:  # noqa: BLE001 - the last place where a client can be told
            complain(error)
            if not status:
                answer = problem(_BROKEN, "the service must not fail; found an error of its own; tell who runs it")
                await answer(scope, receive, noting)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            self._metrics.count_request(scope["method"], route, status, time.perf_counter() - start)
