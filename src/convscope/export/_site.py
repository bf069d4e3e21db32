"""One use of one layer: where its rule adds nodes and weights."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from convscope._errors import InputError
from convscope.glass import GlassLayer, GlassWeight, Stored

if TYPE_CHECKING:
    from collections.abc import Sequence

    import keras

    from convscope.export._graph import Graph
    from convscope.export._tensor import Tensor

_NOT_CONFIG = ("name", "dtype", "trainable", "seed")
_NOT_CONFIG_ENDS = ("_initializer", "_regularizer", "_constraint", "batch_shape", "batch_input_shape")


class Site:
    """What a rule works with.

    Args:
        graph: where the nodes go.
        layer: the Keras layer.
        name: the layer's name in the file, unique.
        owner: the name of the layer's first use, under which its weights lie.
    """

    def __init__(self, graph: Graph, layer: keras.layers.Layer, name: str, owner: str) -> None:
        self.graph, self.layer, self.name = graph, layer, name
        self._owner = owner
        self._weights: dict[str, GlassWeight] = {}

    def node(self, operator: str, inputs: Sequence[str], what: str = "result", **attributes: Any) -> str:
        """Add a node named after the layer; give its output's name."""
        return self.graph.node(operator, inputs, f"{self.name}/{what}", **attributes)

    def constant(self, what: str, values: Any) -> str:
        """Add float32 numbers that are no weights."""
        return self.graph.constant(f"{self._owner}/{what}", np.asarray(values, np.float32))

    def weight(self, what: str, values: Any, *, stored: Stored | None = None, shape: Sequence[int] = ()) -> str:
        """Add a weight; give the initializer's name.

        Args:
            what: Keras's name for it.
            values: the values in Keras's layout.
            stored: how the file's values become Keras's; the values are brought into that order here.
            shape: the file's shape; Keras's or `stored.split` when empty.
        """
        kept = np.asarray(values)
        if kept.dtype.kind != "f" and str(kept.dtype) != "bfloat16":
            raise self.no_rule(f"weights of type {kept.dtype}", "export the network before it is quantized")
        kept = kept.astype(np.float32)
        if not np.isfinite(kept).all():
            raise InputError(
                "a network to export must have finite weights",
                found=f"NaN or infinity in {what} of layer {self.name!r}",
                todo="train it again with a smaller learning rate",
            )
        keras_shape = kept.shape
        if stored is not None:
            kept = kept.reshape([stored.split[axis] for axis in stored.axes]).transpose(np.argsort(stored.axes))
        if shape:
            kept = kept.reshape(shape)
        tensor = self.graph.constant(f"{self._owner}/{what}", kept)
        self._weights[what] = GlassWeight(what, tensor, keras_shape, stored)
        return tensor

    def no_rule(self, found: str, todo: str) -> InputError:
        """Give the error for something of this layer that has no ONNX counterpart here."""
        return InputError(
            f"layer {self.name!r} ({type(self.layer).__name__}) must be one that has an export rule",
            found=found,
            todo=todo,
        )

    def describe(self, inputs: Sequence[Tensor], result: Tensor, output: str) -> GlassLayer:
        """Give the layer's entry in the metadata."""
        return GlassLayer(
            name=self.name,
            kind=type(self.layer).__name__,
            shape=result.shape,
            parameters=int(self.layer.count_params()) if self.layer.built else 0,
            output=output,
            inputs=tuple(tensor.layer for tensor in inputs),
            config=_plain(self.layer.get_config()),
            stored=result.stored,
            weights=tuple(self._weights.values()),
        )


def _plain(config: dict[str, Any]) -> dict[str, Any]:
    """Keep those of Keras's arguments that JSON can say and that describe what the layer computes."""
    kept = {key: _simple(value) for key, value in config.items() if _says_what(key)}
    return {key: value for key, value in kept.items() if value is not NotImplemented}


def _says_what(key: str) -> bool:
    return key not in _NOT_CONFIG and not key.endswith(_NOT_CONFIG_ENDS)


def _simple(value: Any) -> Any:
    """Give `value` as JSON has it, or NotImplemented."""
    if isinstance(value, (list, tuple)):
        values = [_simple(one) for one in value]
        return NotImplemented if any(one is NotImplemented for one in values) else values
    if isinstance(value, float) and not math.isfinite(value):
        return NotImplemented
    return value if value is None or isinstance(value, (bool, int, float, str)) else NotImplemented
