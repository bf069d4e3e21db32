"""Normalizing layers, with the statistics they learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from keras import layers

from convscope.export._tensor import SPATIAL, Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convscope.export._site import Site


def _batch(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    layer, tensor = site.layer, inputs[0]
    rank = len(tensor.shape)
    axis = layer.axis % (rank + 1)
    if rank == SPATIAL and axis == SPATIAL:
        tensor = site.graph.channels_first(tensor)
    else:
        tensor = site.graph.keras_order(tensor)
    size = inputs[0].shape[axis - 1]
    gamma = site.weight("gamma", layer.gamma) if layer.scale else site.constant("ones", np.ones(size))
    beta = site.weight("beta", layer.beta) if layer.center else site.constant("zeros", np.zeros(size))
    mean = site.weight("moving_mean", layer.moving_mean)
    variance = site.weight("moving_variance", layer.moving_variance)
    statistics = [gamma, beta, mean, variance]
    if tensor.axis(axis) == 1:
        name = site.node("BatchNormalization", [tensor.name, *statistics], epsilon=float(layer.epsilon))
        return tensor.named(name)
    # ONNX normalizes along axis 1: swap it with the wanted one and back.
    swap = list(range(rank + 1))
    swap[1], swap[axis] = swap[axis], swap[1]
    name = site.node("Transpose", [tensor.name], "swapped", perm=swap)
    name = site.node("BatchNormalization", [name, *statistics], "normalized", epsilon=float(layer.epsilon))
    return tensor.named(site.node("Transpose", [name], perm=swap))


def _layer(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    layer, tensor = site.layer, site.graph.keras_order(inputs[0])
    rank = len(tensor.shape)
    axes = [axis % (rank + 1) for axis in (layer.axis if isinstance(layer.axis, (list, tuple)) else [layer.axis])]
    if axes != sorted(axes):
        raise site.no_rule(f"axis={list(layer.axis)}", "name the axes in rising order")
    if getattr(layer, "rms_scaling", False):
        raise site.no_rule("rms_scaling=True", "use the plain LayerNormalization")
    others = [axis for axis in range(rank + 1) if axis not in axes]
    order = others + axes
    name = tensor.name
    moved = order != sorted(order)
    if moved:
        name = site.node("Transpose", [name], "moved", perm=order)
    shape = [tensor.shape[axis - 1] for axis in axes]
    gamma = site.weight("gamma", layer.gamma) if layer.scale else site.constant("ones", np.ones(shape))
    beta = [site.weight("beta", layer.beta)] if layer.center else []
    name = site.node(
        "LayerNormalization",
        [name, gamma, *beta],
        "normalized" if moved else "result",
        axis=len(others),
        epsilon=float(layer.epsilon),
    )
    if moved:
        name = site.node("Transpose", [name], perm=[int(place) for place in np.argsort(order)])
    return Tensor(name, tensor.shape)


RULES = {
    layers.BatchNormalization: _batch,
    layers.LayerNormalization: _layer,
}
