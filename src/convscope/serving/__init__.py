"""The HTTP service: reads digits, predicts, and speaks two protocols that other servers speak.

Needs the extra `serve` (FastAPI on uvicorn), never Keras. `serve` runs it until it is told to stop; `create_app`
gives the ASGI application, for a server or a test of one's own.
"""

from __future__ import annotations

from convscope.serving._limits import Limits
from convscope.serving._serve import create_app, serve
from convscope.serving._settings import Settings

__all__ = ["Limits", "Settings", "create_app", "serve"]
