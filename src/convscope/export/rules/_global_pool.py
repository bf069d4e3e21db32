"""Pooling over the whole image."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from keras import layers

from convscope.export._tensor import Tensor
from convscope.export.rules._window import channels_last

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from convscope.export._site import Site


def _global(operator: str) -> Callable[[Site, Sequence[Tensor]], Tensor]:
    """Give the rule for a global pooling."""

    def rule(site: Site, inputs: Sequence[Tensor]) -> Tensor:
        channels_last(site)
        tensor = site.graph.channels_first(inputs[0])
        channels = tensor.shape[-1]
        # The mean of shares is a share; of their maxima that is not so.
        end = "shares" if tensor.sums_to_one and operator == "GlobalAveragePool" else ""
        if site.layer.keepdims:
            return replace(tensor.named(site.node(operator, [tensor.name]), (1, 1, channels)), end=end)
        pooled = site.node(operator, [tensor.name], "pooled")
        return Tensor(site.node("Flatten", [pooled], axis=1), (channels,), end=end)

    return rule


RULES = {
    layers.GlobalAveragePooling2D: _global("GlobalAveragePool"),
    layers.GlobalMaxPooling2D: _global("GlobalMaxPool"),
}
