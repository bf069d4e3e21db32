"""`/`, `/healthz`, `/metrics` and `/v2/health/...`: for whoever looks after the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

import convscope
from convscope.serving._metrics import CONTENT_TYPE

if TYPE_CHECKING:
    from convscope.serving._service import Service


def health_router(service: Service) -> APIRouter:
    """Return the paths."""
    router = APIRouter(tags=["health"])

    @router.head("/", include_in_schema=False)
    @router.get("/", include_in_schema=False)
    async def root() -> Response:
        return RedirectResponse("docs")

    @router.head("/healthz", include_in_schema=False)
    @router.get("/healthz", summary="Tell whether the service is well")
    async def healthz() -> dict[str, Any]:
        """Say that the service is well, and what it serves."""
        return {"status": "ok", "model": service.served.name, "version": convscope.__version__}

    @router.head("/metrics", include_in_schema=False)
    @router.get(
        "/metrics",
        summary="Give figures for Prometheus",
        response_class=Response,
        responses={200: {"content": {"text/plain": {}}}},
    )
    def metrics() -> Response:
        """Give figures for Prometheus: requests, seconds, what waits, digits read."""
        return Response(service.metrics.text(), headers={"Content-Type": CONTENT_TYPE})

    @router.head("/v2/health/live", include_in_schema=False)
    @router.get("/v2/health/live", summary="Tell whether the service runs")
    async def live() -> dict[str, bool]:
        """Say that the service runs, as the Open Inference Protocol does."""
        return {"live": True}

    @router.head("/v2/health/ready", include_in_schema=False)
    @router.get("/v2/health/ready", summary="Tell whether the service can be asked")
    async def ready() -> dict[str, bool]:
        """Say that it can be asked: the network is loaded before the first connection is taken."""
        return {"ready": True}

    return router
