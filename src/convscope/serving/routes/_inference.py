"""The Open Inference Protocol, version 2: `/v2`, as KServe, Triton and others speak it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

import convscope
from convscope.glass import INPUT, LOGITS, PROBABILITIES
from convscope.serving.routes._answers import PROBLEMS, UNKNOWN_MODEL, body_of
from convscope.serving.routes._infer import HEADER_LENGTH, asked_of
from convscope.serving.routes._names import VERSION, ModelPaths

if TYPE_CHECKING:
    from convscope.serving._service import Service

_BODY = {
    "application/json": {
        "schema": {"type": "object", "properties": {"inputs": {"type": "array", "items": {"type": "object"}}}}
    },
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
}


def inference_router(service: Service) -> APIRouter:
    """Return the paths."""
    router = APIRouter(prefix="/v2", tags=["Open Inference Protocol"])

    @router.get("", summary="Name the service and its extensions")
    async def server() -> dict[str, Any]:
        """Name the service and the protocol's extensions that it knows."""
        return {"name": "convscope", "version": convscope.__version__, "extensions": ["binary_tensor_data"]}

    model = ModelPaths(router, service.served, "/models")

    @model.get(summary="Describe the model", responses=UNKNOWN_MODEL)
    async def metadata(name: str) -> dict[str, Any]:
        """Describe the model: its input and outputs."""
        info = service.served.model.info
        classes = [-1, len(info.class_names)]
        return {
            "name": name,
            "versions": [VERSION],
            "platform": "onnxruntime_onnx",
            "inputs": [{"name": INPUT, "datatype": "FP32", "shape": [-1, *info.shape]}],
            "outputs": [{"name": each, "datatype": "FP32", "shape": classes} for each in (PROBABILITIES, LOGITS)],
        }

    @model.head("/ready")
    @model.get("/ready", summary="Tell whether the model can be asked", responses=UNKNOWN_MODEL)
    async def model_ready(name: str) -> dict[str, Any]:
        """Say that the model can be asked."""
        return {"name": name, "ready": True}

    @model.post(
        "/infer", summary="Run the network", responses={**PROBLEMS, **UNKNOWN_MODEL}, openapi_extra=body_of(_BODY)
    )
    async def run(request: Request) -> Response:
        """Run the network on raw pixels 0 to 255, as JSON or with binary tensors."""
        header_length = request.headers.get(HEADER_LENGTH)
        return await service.answer_numbers(request, lambda body: asked_of(service, body, header_length))

    return router
