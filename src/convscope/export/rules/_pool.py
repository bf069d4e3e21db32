"""Pooling over a sliding window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras import layers

from convscope.export.rules._window import channels_last, pads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from convscope.export._site import Site
    from convscope.export._tensor import Tensor


def _pool(operator: str) -> Callable[[Site, Sequence[Tensor]], Tensor]:
    """Give the rule for a pooling; neither counts padding (the maximum ignores it, the mean leaves it out)."""

    def rule(site: Site, inputs: Sequence[Tensor]) -> Tensor:
        channels_last(site)
        layer, tensor = site.layer, site.graph.channels_first(inputs[0])
        name = site.node(
            operator,
            [tensor.name],
            kernel_shape=list(layer.pool_size),
            pads=pads(layer.padding, tensor.shape[:2], layer.pool_size, layer.strides),
            strides=list(layer.strides),
        )
        return tensor.named(name, tuple(layer.compute_output_shape((None, *tensor.shape))[1:]))

    return rule


RULES = {
    layers.AveragePooling2D: _pool("AveragePool"),
    layers.MaxPooling2D: _pool("MaxPool"),
}
