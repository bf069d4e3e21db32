"""`/predict`: the network's probabilities for pictures of one thing, or for images given as numbers."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from convscope.glass import PROBABILITIES
from convscope.reading import predict_picture, two_likeliest
from convscope.serving._parts import sent_files
from convscope.serving._pixels import is_npy, numbers, parse_json, parse_npy
from convscope.serving._refusal import go_on_unless, wrong
from convscope.serving._together import Asked
from convscope.serving.routes._answers import PICTURE_BODY, PROBLEMS, PredictionsAnswer, body_of, json_response

if TYPE_CHECKING:
    from convscope.serving._service import Service

_AS_GIVEN = "the pixels were used as they were given."
_BODY = {
    **PICTURE_BODY,
    "application/json": {
        "schema": {"type": "object", "properties": {"images": {"type": "array", "items": {}}}, "required": ["images"]}
    },
}


def predict_router(service: Service) -> APIRouter:
    """Return the paths."""
    router = APIRouter(tags=["digits"])

    @router.post(
        "/predict",
        summary="Give the probability of every class",
        response_model=PredictionsAnswer,
        responses=PROBLEMS,
        openapi_extra=body_of(_BODY),
    )
    async def predict(request: Request) -> Response:
        """Give the probabilities of every class.

        The body is a picture of one thing (of a document the first page, of an animation the first frame; `words` says
        so), a form with up to 16 of them, JSON `{"images": [...]}` or a NumPy file
        (`.npy`). Pictures are prepared for the network; numbers are its pixels, 0 to 255, (height, width) or
        (n, height, width) or (n, height, width, channels).
        """
        content_type = request.headers.get("content-type", "")
        return await service.answer_numbers(
            request,
            functools.partial(_asked, service),
            otherwise=lambda body, stopped: _of_pictures(service, body, content_type, stopped),
        )

    return router


def _asked(service: Service, body: bytes) -> Asked:
    images = parse_npy(body) if is_npy(body) else numbers(_images(parse_json(body)), "images")
    return Asked(images, frozenset({PROBABILITIES}), lambda outputs: _of_rows(service, outputs[PROBABILITIES]))


def _images(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "images" not in value:
        names = ", ".join(value) or "nothing"
        raise wrong('the JSON object must hold "images"', found=names, todo='name them so: {"images": [...]}')
    return value["images"]


def _of_rows(service: Service, rows: np.ndarray) -> Response:
    return _answer(service, [_of_row(service.served.model.info.class_names, row) for row in rows])


def _of_row(names: tuple[str, ...], row: np.ndarray) -> dict[str, Any]:
    likeliest, probability, second, second_probability = two_likeliest(names, row)
    return {
        "file": "",
        "class": likeliest,
        "probability": probability,
        "second": second,
        "second_probability": second_probability,
        "words": _AS_GIVEN,
        "several": False,
        "probabilities": row.tolist(),
    }


def _of_pictures(service: Service, body: bytes, content_type: str, stopped: Callable[[], bool]) -> Response:
    predictions = [
        predict_picture(
            service.served.model,
            sent.data,
            service.served.form,
            name=sent.name or None,
            max_pixels=int(service.limits.pixels),
            check=functools.partial(go_on_unless, stopped),
        )
        for sent in sent_files(body, content_type)
    ]
    return _answer(
        service,
        [
            {**one.to_dict(), "probabilities": None if one.probabilities is None else one.probabilities.tolist()}
            for one in predictions
        ],
    )


def _answer(service: Service, predictions: list[dict[str, Any]]) -> Response:
    service.metrics.count_predicted(len(predictions))
    served = service.served
    return json_response(
        {"model": served.name, "class_names": list(served.model.info.class_names), "predictions": predictions}
    )
