"""TensorFlow Serving's REST form: `/v1/models/{name}` and `:predict`."""

from __future__ import annotations

import functools
import reprlib
from typing import TYPE_CHECKING, Any

import numpy as np
from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from convscope._errors import times
from convscope.glass import INPUT, PROBABILITIES
from convscope.serving._pixels import numbers, parse_object
from convscope.serving._refusal import Refusal, wrong
from convscope.serving._together import Asked
from convscope.serving.routes._answers import PROBLEMS, UNKNOWN_MODEL, body_of, json_response
from convscope.serving.routes._names import VERSION, ModelPaths

if TYPE_CHECKING:
    from convscope.serving._service import Service

_SIGNATURE = "serving_default"
_UNKNOWN, _WRONG_METHOD = 404, 405
_BODY = {
    "application/json": {
        "schema": {
            "type": "object",
            "properties": {"signature_name": {"type": "string"}, "instances": {"type": "array", "items": {}}},
        }
    }
}


def tensorflow_router(service: Service) -> APIRouter:
    """Return the paths."""
    router = APIRouter(prefix="/v1/models", tags=["TensorFlow Serving"], responses=UNKNOWN_MODEL)

    model = ModelPaths(router, service.served)

    # Before the paths without a verb: a name could be taken to end in ":predict".
    @model.post(
        ":predict", summary="Give the probability of every class", responses=PROBLEMS, openapi_extra=body_of(_BODY)
    )
    async def predict(request: Request) -> Response:
        """Give probabilities: `{"instances": [image, ...]}` or `{"inputs": images}`, of raw pixels 0 to 255."""
        return await service.answer_numbers(request, functools.partial(_asked, service))

    @model.post(":{verb}", include_in_schema=False)
    async def another_verb(verb: str) -> Response:
        """Say which verb there is; else the path below, which is one to GET, would take it for a part of the name."""
        raise Refusal(_UNKNOWN, f"the verb must be predict; found {verb!r}; see /docs")

    @router.get("/{name}:predict", include_in_schema=False)
    @router.get("/{name}/versions/{version}:predict", include_in_schema=False)
    async def predict_by_get(name: str) -> Response:
        """Say which method it is; else the path below would take ":predict" for a part of the name."""
        del name
        raise HTTPException(_WRONG_METHOD, headers={"Allow": "POST"})

    @model.get(summary="Tell whether the model is available")
    async def status() -> dict[str, Any]:
        """Say that the model is available."""
        well = {"error_code": "OK", "error_message": ""}
        return {"model_version_status": [{"version": VERSION, "state": "AVAILABLE", "status": well}]}

    @model.get("/metadata", summary="Describe the model's input and output")
    async def metadata(name: str) -> dict[str, Any]:
        """Describe what goes in and what comes out."""
        info = service.served.model.info
        signature = {
            "inputs": {INPUT: _tensor(INPUT, (-1, *info.shape))},
            "outputs": {PROBABILITIES: _tensor(PROBABILITIES, (-1, len(info.class_names)))},
            "method_name": "tensorflow/serving/predict",
        }
        return {
            "model_spec": {"name": name, "signature_name": "", "version": VERSION},
            "metadata": {"signature_def": {"signature_def": {_SIGNATURE: signature}}},
        }

    return router


def _tensor(name: str, shape: tuple[int, ...]) -> dict[str, Any]:
    """Describe a tensor as TensorFlow's metadata does; sizes are words there."""
    sizes = [{"size": str(size), "name": ""} for size in shape]
    return {"dtype": "DT_FLOAT", "tensor_shape": {"dim": sizes, "unknown_rank": False}, "name": f"{name}:0"}


def _asked(service: Service, body: bytes) -> Asked:
    asked = parse_object(body)
    signature = asked.get("signature_name", _SIGNATURE)
    if signature not in ("", _SIGNATURE):  # no set: it may be a list
        raise wrong(f"signature_name must be {_SIGNATURE}", found=reprlib.repr(signature), todo="leave it out")
    if ("instances" in asked) == ("inputs" in asked):
        raise wrong(
            'the body must hold "instances" or "inputs", not both or neither',
            found="both" if "inputs" in asked else "neither",
            todo='give a list of images as "instances"',
        )
    by_row = "instances" in asked
    images = _instances(asked["instances"]) if by_row else _inputs(asked["inputs"])
    shape = service.served.model.info.shape
    if images.ndim < len(shape):
        one = images.shape == shape[:2] and shape[2] == 1
        todo = "wrap it in [ ]" if one else f"give a list of images of {times(shape[:2])} pixels"
        raise wrong("a batch of images must be given", found=f"an array of shape {images.shape}", todo=todo)
    key = "predictions" if by_row else "outputs"
    return Asked(images, frozenset({PROBABILITIES}), lambda outputs: _answer(service, key, outputs[PROBABILITIES]))


def _answer(service: Service, key: str, rows: np.ndarray) -> Response:
    service.metrics.count_predicted(len(rows))
    return json_response({key: rows.tolist()})


def _instances(value: Any) -> np.ndarray:
    """Return the images of the row form: each bare, or as `{"images": image}`."""
    if isinstance(value, list) and value and all(isinstance(row, dict) and set(row) == {INPUT} for row in value):
        value = [row[INPUT] for row in value]
    return numbers(value, '"instances"')


def _inputs(value: Any) -> np.ndarray:
    """Return the images of the column form: bare, or as `{"images": images}`."""
    if isinstance(value, dict) and set(value) == {INPUT}:
        value = value[INPUT]
    return numbers(value, '"inputs"')
