"""Layers that bring several tensors together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from keras import layers

from convscope.export._tensor import SPATIAL, Tensor, channels_first_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from convscope.export._site import Site


def _same_order(site: Site, inputs: Sequence[Tensor]) -> list[Tensor]:
    """Bring all into one order: channels-first when one of the images lies so, Keras's otherwise."""
    if all(len(tensor.shape) == SPATIAL for tensor in inputs) and any(tensor.stored for tensor in inputs):
        return [site.graph.channels_first(tensor) for tensor in inputs]
    if len({(tensor.shape, tensor.stored) for tensor in inputs}) == 1:
        return list(inputs)
    return [site.graph.keras_order(tensor) for tensor in inputs]


def _same_rank(site: Site, inputs: Sequence[Tensor]) -> list[Tensor]:
    """Put axes of 1 in front of the shorter ones, as Keras does before it broadcasts."""
    rank = max(len(tensor.shape) for tensor in inputs)
    grown = []
    for tensor in inputs:
        missing = rank - len(tensor.shape)
        if missing:
            ordered = site.graph.keras_order(tensor)
            shape = (1,) * missing + ordered.shape
            name = site.graph.reshape(ordered.name, shape, f"{site.name}/grown")
            grown.append(Tensor(name, shape, None, tensor.layer))
        else:
            grown.append(tensor)
    return grown


def _elementwise(operator: str, *, chain: bool = False) -> Callable[[Site, Sequence[Tensor]], Tensor]:
    """Give the rule for a merge; `chain` says that the operator takes two at a time."""

    def rule(site: Site, inputs: Sequence[Tensor]) -> Tensor:
        tensors = _same_order(site, _same_rank(site, inputs))
        shape = tuple(int(size) for size in np.broadcast_shapes(*(tensor.shape for tensor in tensors)))
        names = [tensor.name for tensor in tensors]
        if chain:
            name = names[0]
            for other in names[1:]:
                name = site.node(operator, [name, other])
        else:
            name = site.node(operator, names)
        stored = tensors[0].stored
        if stored is not None and len(shape) == SPATIAL:
            stored = channels_first_of(shape)
        averaged = operator == "Mean" and all(one.sums_to_one and one.shape == shape for one in tensors)
        return Tensor(name, shape, stored, end="shares" if averaged else "")

    return rule


def _concatenate(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    rank = len(inputs[0].shape)
    tensors = _same_order(site, inputs) if rank == SPATIAL else [site.graph.keras_order(one) for one in inputs]
    axis = site.layer.axis % (rank + 1)
    if axis == 0:
        raise site.no_rule("axis=0", "concatenate along another axis than that of the images")
    shape = list(tensors[0].shape)
    shape[axis - 1] = sum(tensor.shape[axis - 1] for tensor in tensors)
    name = site.node("Concat", [tensor.name for tensor in tensors], axis=tensors[0].axis(axis))
    return tensors[0].named(name, tuple(shape))


RULES = {
    layers.Add: _elementwise("Add", chain=True),
    layers.Average: _elementwise("Mean"),
    layers.Concatenate: _concatenate,
    layers.Maximum: _elementwise("Max"),
    layers.Minimum: _elementwise("Min"),
    layers.Multiply: _elementwise("Mul", chain=True),
    layers.Subtract: _elementwise("Sub"),
}
