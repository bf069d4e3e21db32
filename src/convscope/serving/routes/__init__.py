"""The paths of the service: one file a family."""

from __future__ import annotations

from convscope.serving.routes._answers import WRONG_QUERY, JsonLine
from convscope.serving.routes._health import health_router
from convscope.serving.routes._inference import inference_router
from convscope.serving.routes._predict import predict_router
from convscope.serving.routes._read import read_router
from convscope.serving.routes._tensorflow import tensorflow_router

ASKED = (read_router, predict_router, inference_router, tensorflow_router)
"""What answers questions."""

LOOKED_AT = (health_router,)
"""What tells how the service is; probes add to its paths what they like."""

__all__ = ["ASKED", "LOOKED_AT", "WRONG_QUERY", "JsonLine"]
