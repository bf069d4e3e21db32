"""A value on its way through the graph, with the order in which it lies in memory."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from convscope.glass import Stored

SPATIAL = 3
"""How many axes one image's activations have where height, width and channels are apart."""

CHANNELS_FIRST_AXES = (1, 2, 0)
"""The transposition from (channels, height, width) to Keras's (height, width, channels)."""


@dataclass(frozen=True)
class Tensor:
    """One tensor of the ONNX graph.

    Args:
        name: its name in the graph.
        shape: one image's part as Keras has it, the axis of the images left out.
        stored: how the values become Keras's when they lie channels-first; None when they lie as Keras's do.
        layer: the layer that made it; "images" for the scaled input.
        end: "softmax" or "sigmoid" when that was the last thing done to one row of numbers, "shares" when the
            last axis sums to 1 for another reason, "" otherwise.
        before: the tensor before the softmax or sigmoid.
    """

    name: str
    shape: tuple[int, ...]
    stored: Stored | None = None
    layer: str = ""
    end: str = ""
    before: str = ""

    @property
    def file_shape(self) -> tuple[int, ...]:
        """One image's shape as the file has it."""
        if self.stored is not None and len(self.shape) == SPATIAL:
            return self.stored.split
        return self.shape

    @property
    def sums_to_one(self) -> bool:
        """Whether the numbers along the last axis are known to be shares of 1."""
        return self.end in {"softmax", "shares"}

    @property
    def size(self) -> int:
        """How many numbers one image has."""
        return math.prod(self.shape)

    def axis(self, keras_axis: int) -> int:
        """Give the axis of the file's tensor that is Keras's `keras_axis` (images are axis 0 in both)."""
        positive = keras_axis % (len(self.shape) + 1)
        if positive and self.stored is not None and len(self.shape) == SPATIAL:
            return 1 + self.stored.axes[positive - 1]
        return positive

    def named(self, name: str, shape: tuple[int, ...] | None = None) -> Tensor:
        """Give a new tensor in the same order, with another name and perhaps another shape."""
        shape = self.shape if shape is None else shape
        stored = self.stored
        if stored is not None and len(shape) == SPATIAL:
            stored = channels_first_of(shape)
        return Tensor(name, shape, stored)

    def renamed(self, name: str, layer: str) -> Tensor:
        """Give the same values as the result of `layer`, under the name of its output."""
        return replace(self, name=name, layer=layer)


def channels_first_of(shape: tuple[int, ...]) -> Stored:
    """Say how `shape` (height, width, channels) is stored channels-first."""
    height, width, channels = shape
    return Stored((channels, height, width), CHANNELS_FIRST_AXES)


def orders_agree(stored: Stored) -> bool:
    """Tell whether channels-first and Keras's order are the same values in the same places."""
    channels, height, width = stored.split
    return channels == 1 or height * width == 1
