"""Layers that scale the pixels within the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from keras import layers

from convscope.export._tensor import SPATIAL, Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convscope.export._site import Site


def _numbers(site: Site, tensor: Tensor, what: str, values: object) -> str:
    """Add one number, or one a channel, so that it broadcasts over `tensor`."""
    numbers = np.asarray(values, np.float32)
    channel_axis = tensor.axis(-1)
    if numbers.size > 1:
        after = len(tensor.file_shape) - channel_axis
        numbers = numbers.reshape(-1, *[1] * after)
    else:
        numbers = numbers.reshape(())
    return site.constant(what, numbers)


def _rescaling(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    tensor = inputs[0] if len(inputs[0].shape) == SPATIAL else site.graph.keras_order(inputs[0])
    scaled = site.node("Mul", [tensor.name, _numbers(site, tensor, "scale", site.layer.scale)], "scaled")
    return tensor.named(site.node("Add", [scaled, _numbers(site, tensor, "offset", site.layer.offset)]))


RULES = {layers.Rescaling: _rescaling}
