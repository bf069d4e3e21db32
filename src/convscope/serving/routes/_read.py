"""`/read`: pages of digits."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from convscope._pictures import open_pages
from convscope.serving._form import Sent
from convscope.serving._parts import sent_files
from convscope.serving._refusal import TOO_LARGE, WRONG, Refusal, go_on_unless
from convscope.serving.routes._answers import PICTURE_BODY, PROBLEMS, ReadingAnswer, body_of, json_bytes

if TYPE_CHECKING:
    from convscope.reading import Reading
    from convscope.serving._service import Service


MOST_PAGES = 16


def read_router(service: Service) -> APIRouter:
    """Return the paths."""
    router = APIRouter(tags=["digits"])

    @router.post(
        "/read",
        summary="Read the digits on pictures",
        response_model=ReadingAnswer,
        responses=PROBLEMS,
        openapi_extra=body_of(PICTURE_BODY),
    )
    async def read(request: Request, *, single: bool = False) -> Response:
        """Read the digits on a picture: a form with a file, or the picture's bytes as the body.

        A form with several files is answered with one JSON object a line (application/x-ndjson). `single=true` is
        for a picture of one digit.
        """
        content_type = request.headers.get("content-type", "")
        return await service.answer(
            request, lambda body, stopped: _read(service, body, content_type, stopped, single=single)
        )

    return router


def _read(service: Service, body: bytes, content_type: str, stopped: Callable[[], bool], *, single: bool) -> Response:
    check = functools.partial(go_on_unless, stopped)
    readings: list[Reading] = []
    for file in sent_files(body, content_type):
        readings.extend(_readings(service, file, check, single=single))
    for reading in readings:
        service.metrics.count_reading(reading)
    lines = [json_bytes(reading.to_dict()) + b"\n" for reading in readings]
    return Response(b"".join(lines), media_type="application/json" if len(lines) == 1 else "application/x-ndjson")


def _readings(service: Service, sent: Sent, check: Callable[[], None], *, single: bool) -> Iterator[Reading]:
    """Read a file: one picture, or the pages of a document, each when its turn comes."""
    reader = service.served.reader
    if reader is None:
        raise Refusal(WRONG, service.served.no_reader)
    pages = open_pages(sent.data, name=sent.name or None, max_pixels=int(service.limits.pixels))
    if pages.count > MOST_PAGES:
        raise Refusal(
            TOO_LARGE, f"a document may have at most {MOST_PAGES} pages here; found {pages.count}; send it in parts"
        )
    if pages.damage is not None:
        raise pages.damage
    for index in range(pages.count):  # so that the first damaged page ends it
        yield from reader.read_pages(pages.alone(index), single=single, name=sent.name, check=check)
