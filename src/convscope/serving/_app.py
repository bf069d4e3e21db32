"""The application: its routes, its documentation, and one form for everything that goes wrong."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

import convscope
from convscope.serving._front import Front
from convscope.serving._metrics import Metrics, forget_all
from convscope.serving._query import check_query
from convscope.serving._refusal import WRONG, Refusal, problem
from convscope.serving._service import Service
from convscope.serving.routes import ASKED, LOOKED_AT, WRONG_QUERY, JsonLine

if TYPE_CHECKING:
    from convscope.serving._served import Served
    from convscope.serving._settings import Settings

_LOOK_SECONDS = 1.0
_RULES = {"bool_parsing": "true or false"}
"""What a parameter must be, by pydantic's name for what was wrong with it."""
_ABOUT = """\
Digits out of pictures, and the network behind it.

`/read` reads pages, `/predict` names pictures of one thing. The same network speaks the Open Inference Protocol
(`/v2`) and TensorFlow Serving's REST form (`/v1`). Whatever goes wrong is told as `{"error": "one sentence"}`:
413 too large, 415 of a kind that is not read, 422 damaged or wrong, 503 busy (with `Retry-After`).
"""


def build_app(settings: Settings, served: Served, parent: int | None = None) -> FastAPI:
    """Return the application.

    Args:
        settings: its threads and limits.
        served: its network.
        parent: the process without which it shall not go on, if there is one.
    """
    metrics = Metrics()
    service = Service(served, settings, metrics)
    app = FastAPIOffline(
        docs_url="/docs",
        redoc_url=None,
        redirect_slashes=False,
        title="convscope",
        version=convscope.__version__,
        description=_ABOUT,
        default_response_class=JsonLine,
        lifespan=_lifespan(service, parent),
    )
    for router in ASKED:
        app.include_router(router(service), dependencies=[Depends(check_query)], responses=WRONG_QUERY)
    for router in LOOKED_AT:
        app.include_router(router(service))
    app.add_exception_handler(HTTPException, _http_problem)
    app.add_exception_handler(RequestValidationError, _validation_problem)
    app.add_exception_handler(Refusal, _refusal_problem)
    app.add_middleware(Front, metrics=metrics)
    # FastAPI would build its routes at the first request, with warning filters changed, which is not safe in threads.
    app.openapi()
    return app


def _lifespan(
    service: Service, parent: int | None
) -> Callable[[FastAPI], contextlib.AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        watch = None if parent is None else asyncio.create_task(_end_with(parent))
        try:
            yield
        finally:
            if watch is not None:
                watch.cancel()
            service.close()

    return lifespan


async def _end_with(parent: int) -> None:
    """End this process in order when its parent is gone, for then nobody could end it, or tidy up."""
    while os.getppid() == parent:  # noqa: ASYNC110 - a parent's end is nothing that a loop is told of
        await asyncio.sleep(_LOOK_SECONDS)
    forget_all()
    os.kill(os.getpid(), signal.SIGTERM)


async def _http_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    if status is HTTPStatus.NOT_FOUND and error.detail == status.phrase:
        sentence = f"the path must be one of the service's; found {request.url.path}; see /docs"
    elif status is HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = (error.headers or {}).get("Allow", "another method")
        sentence = f"this path takes {allowed}; found {request.method}; see /docs"
    else:
        sentence = str(error.detail)
    return problem(error.status_code, sentence, dict(error.headers or {}))


async def _validation_problem(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place, name = first["loc"][0], first["loc"][-1]
    rule = _RULES.get(first["type"], first["msg"])
    return problem(WRONG, f"the {place} parameter {name} must be {rule}; found {first.get('input')!r}; see /docs")


async def _refusal_problem(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, Refusal)
    return error.to_response()
