"""The glass model: an ONNX file that takes raw pixels and shows every layer. Needs ONNX Runtime, never Keras.

`docs/glass.md` is the contract in words.
"""

from __future__ import annotations

from convscope.glass._contract import (
    CONTRACT,
    INPUT,
    LOGITS,
    METADATA_KEY,
    PROBABILITIES,
    RESERVED,
    GlassInfo,
    GlassLayer,
    GlassScaling,
    GlassWeight,
    Stored,
)
from convscope.glass._find import FILE_NAME, find
from convscope.glass._model import GlassModel

__all__ = [
    "CONTRACT",
    "FILE_NAME",
    "INPUT",
    "LOGITS",
    "METADATA_KEY",
    "PROBABILITIES",
    "RESERVED",
    "GlassInfo",
    "GlassLayer",
    "GlassModel",
    "GlassScaling",
    "GlassWeight",
    "Stored",
    "find",
]
