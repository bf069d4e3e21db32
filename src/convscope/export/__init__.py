"""Keras model -> glass model: one rule a layer type, a graph built with `onnx.helper`."""

from __future__ import annotations

from convscope import _optional

_optional.choose_backend()
_optional.require("onnx", extra="train")

from convscope.export._build import to_glass, write_glass  # noqa: E402  Keras must find its backend chosen

__all__ = ["to_glass", "write_glass"]
