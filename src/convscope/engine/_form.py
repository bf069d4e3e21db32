"""What a lowering gives: forms, which are ways to compute one layer, each with its estimated price."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, runtime_checkable

from convscope.engine._value import Value


@runtime_checkable
class Run(Protocol):
    """Computes a layer from its inputs and Keras's `training` flag."""

    def __call__(self, inputs: Sequence[Value], *, training: bool) -> Value: ...


@dataclass(frozen=True)
class Form:
    """One way to compute a layer, forward and backward.

    Args:
        name: as `explain` shows it, e.g. "patches"; "keras" is Keras's own call.
        batch_last: it reads the engine's layout.
        run: from the inputs and Keras's `training` flag to the output; called inside Keras's `StatelessScope`, so
            that a variable's `value` is the one being trained.
        cost: nanoseconds for one image, forward and backward, as estimated.
        turns: it writes the other layout than it reads.
    """

    name: str
    batch_last: bool
    run: Run
    cost: float = 0.0
    turns: bool = False

    @property
    def gives_batch_last(self) -> bool:
        """It writes the engine's layout."""
        return self.batch_last != self.turns


@dataclass(frozen=True)
class Site:
    """A layer at its place in the network.

    Args:
        layers: the layer; or a convolution and the pooling that follows it.
        input_shapes: one image's shape for each input, in Keras's order.
        output_shape: the same for the output.
        first: nothing before it is trained, so that its input needs no gradient.
    """

    layers: tuple[Any, ...]
    input_shapes: tuple[tuple[int, ...], ...]
    output_shape: tuple[int, ...]
    first: bool = False

    @property
    def layer(self) -> Any:
        """The (first) layer."""
        return self.layers[0]

    @property
    def shape(self) -> tuple[int, ...]:
        """One image's shape in the first input."""
        return self.input_shapes[0]


Lowering: TypeAlias = Callable[[Site], list[Form]]


def plain(layer: Any) -> bool:
    """Tell whether a layer computes in float32 and does nothing besides its formula, so that we may write it anew."""
    return (
        layer.compute_dtype == "float32"
        and getattr(layer, "activity_regularizer", None) is None
        and not getattr(layer, "lora_enabled", False)
        and getattr(layer, "quantization_mode", None) is None
        and getattr(layer, "data_format", "channels_last") == "channels_last"
    )


def keras_form(site: Site, cost: float = 0.0) -> Form:
    """Give Keras's own computation, in Keras's layout."""

    def run(inputs: Sequence[Value], *, training: bool) -> Value:
        arrays = [value.first() for value in inputs]
        result = arrays[0] if len(arrays) == 1 else arrays
        for layer in site.layers:
            takes_training = "training" in inspect.signature(layer.call).parameters
            result = layer(result, training=training) if takes_training else layer(result)
        return Value(result, batch_last=False)

    return Form("keras", batch_last=False, run=run, cost=cost)
