"""From a Keras model to a flat list of steps: nested models opened, convolutions joined with their poolings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import keras

from convscope._keras_calls import calls_between
from convscope.engine._form import Site, plain
from convscope.engine.lowerings import LOWERINGS, pairs


class NotLoweredError(Exception):
    """The engine has no program for this model; the message says why, and names the layer."""


@dataclass(frozen=True)
class Step:
    """One layer's call.

    Args:
        site: the layer (or the two that are one) and its shapes.
        inputs: the numbers of the tensors it takes.
        output: the number of the tensor it gives.
    """

    site: Site
    inputs: tuple[int, ...]
    output: int


@dataclass(frozen=True)
class Graph:
    """A network as steps, each after those that it needs.

    Args:
        inputs: the numbers of the tensors that come from outside.
        outputs: those that are the model's results.
        steps: what happens in between.
        shapes: one image's shape of each tensor, in Keras's order.
    """

    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    steps: tuple[Step, ...]
    shapes: tuple[tuple[int, ...], ...]


def graph_of(model: Any) -> Graph:
    """List the steps of a Sequential or functional model.

    Raises:
        NotLoweredError: the model is of another kind, or has a layer without a lowering.
    """
    reader = _Reader()
    _check(model)
    inputs = tuple(reader.tensor(symbol) for symbol in model.inputs)
    outputs = tuple(reader.model(model, inputs))
    steps = _join(reader.steps, outputs)
    return Graph(inputs, outputs, tuple(steps), tuple(reader.shapes))


@dataclass
class _Reader:
    """Numbers the tensors and collects the steps."""

    steps: list[Step] = field(default_factory=list)
    shapes: list[tuple[int, ...]] = field(default_factory=list)
    learned: set[int] = field(default_factory=set)

    def tensor(self, symbol: Any) -> int:
        shape = tuple(symbol.shape[1:])
        if None in shape:
            raise NotLoweredError(f"{symbol.name!r} has a size that is not fixed: {shape}")
        self.shapes.append(shape)
        return len(self.shapes) - 1

    def model(self, model: Any, inputs: Sequence[int]) -> list[int]:
        numbers = {id(symbol): number for symbol, number in zip(model.inputs, inputs, strict=True)}
        for node in calls_between(set(numbers), model.outputs):
            taken = [numbers[id(symbol)] for symbol in node.input_tensors]
            given = self._call(node, taken)
            numbers.update({id(symbol): number for symbol, number in zip(node.outputs, given, strict=True)})
        return [numbers[id(symbol)] for symbol in model.outputs]

    def _call(self, node: Any, taken: list[int]) -> list[int]:
        layer = _as_layer(node)
        # Keras overrides a recorded `training` by its own, and so do we.
        if any(value is not None for name, value in node.arguments.kwargs.items() if name != "training"):
            raise NotLoweredError(f"layer {layer.name!r} is called with arguments of its own")
        if isinstance(layer, keras.Model):
            _check(layer)
            return self.model(layer, taken)
        if type(layer) not in LOWERINGS:
            word = "layer" if isinstance(layer, keras.Layer) else "Keras's operation"
            raise NotLoweredError(f"{word} {layer.name!r} ({type(layer).__name__}) has no lowering")
        if type(layer) is keras.layers.Conv2D:
            _check_convolution(layer)
        output = self.tensor(node.outputs[0])
        first = self.learned.isdisjoint(taken)
        if not first or layer.trainable_variables:
            self.learned.add(output)
        site = Site((layer,), tuple(self.shapes[number] for number in taken), self.shapes[output], first)
        self.steps.append(Step(site, tuple(taken), output))
        return [output]


def _check_convolution(layer: Any) -> None:
    """Refuse what our forms do not compute: XLA's gradients of Keras's own convolution are slow in a loop."""
    if layer.groups != 1:
        raise NotLoweredError(f"layer {layer.name!r} (Conv2D) has {layer.groups} groups")
    if not plain(layer):
        raise NotLoweredError(
            f"layer {layer.name!r} (Conv2D) is not a plain one: another precision than float32, channels first, "
            "an activity regularizer, LoRA or quantization"
        )


def _as_layer(node: Any) -> Any:
    """Give the layer of a call; for `a + b`, `a - b` and `a * b` of two tensors the one that computes the same."""
    operation = node.operation
    kind = _ARITHMETIC.get(type(operation))
    if kind is None or len(node.input_tensors) != 2:  # noqa: PLR2004
        return operation
    layer = kind(name=operation.name)
    layer.build([symbol.shape for symbol in node.input_tensors])
    return layer


def _kind(symbol: Any) -> type[Any]:
    return type(symbol._keras_history.operation)  # noqa: SLF001  Keras gives its operations no public names


_A, _B = keras.Input((1,)), keras.Input((1,))
_FUNCTIONAL = type(keras.Model([_A, _B], _A + _B))
_ARITHMETIC = {
    _kind(_A + _B): keras.layers.Add,
    _kind(_A - _B): keras.layers.Subtract,
    _kind(_A * _B): keras.layers.Multiply,
}


def _check(model: Any) -> None:
    """A subclass may have overridden `call`, and an unbuilt model has no graph."""
    functional = isinstance(model, keras.Sequential) or type(model) is _FUNCTIONAL
    own_call = isinstance(model, keras.Sequential) and type(model).call is not keras.Sequential.call
    if not functional or own_call or not getattr(model, "inputs", None):
        raise NotLoweredError(f"model {model.name!r} ({type(model).__name__}) is neither Sequential nor functional")


def _join(steps: list[Step], outputs: Sequence[int]) -> list[Step]:
    """Make one step of a convolution and a pooling when nothing else needs what passes between them."""
    uses = Counter(number for step in steps for number in step.inputs) + Counter(outputs)
    makers = {step.output: step for step in steps}
    joined: dict[int, Step] = {}
    for step in steps:
        maker = makers.get(step.inputs[0]) if len(step.inputs) == 1 else None
        if maker and uses[maker.output] == 1 and pairs(maker.site.layer, step.site.layer):
            site = replace(maker.site, layers=(maker.site.layer, step.site.layer), output_shape=step.site.output_shape)
            del joined[maker.output]
            step = Step(site, maker.inputs, step.output)  # noqa: PLW2901  the pair takes the pooling's place
        joined[step.output] = step
    return list(joined.values())
