"""Dense layers; after a channels-first Flatten the rows of the kernel are permuted instead of the activations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from keras import layers

from convscope.export._tensor import Tensor
from convscope.export.rules._activation import activate
from convscope.glass import Stored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convscope.export._site import Site


def _dense(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    layer, tensor = site.layer, inputs[0]
    kernel = np.asarray(layer.kernel)
    units = kernel.shape[1]
    if len(tensor.shape) == 1:
        stored = None
        if tensor.stored is not None:
            stored = Stored((*tensor.stored.split, units), (*tensor.stored.axes, len(tensor.stored.axes)))
        weight = site.weight("kernel", kernel, stored=stored, shape=kernel.shape)
        bias = _bias(site)
        name = site.node("Gemm", [tensor.name, weight, *bias], "linear")
    else:
        tensor = site.graph.keras_order(tensor)
        product = "product" if layer.use_bias else "linear"
        name = site.node("MatMul", [tensor.name, site.weight("kernel", kernel)], product)
        bias = _bias(site)
        if bias:
            name = site.node("Add", [name, *bias], "linear")
    return activate(site, Tensor(name, (*tensor.shape[:-1], units)), layer.activation)


def _bias(site: Site) -> list[str]:
    return [site.weight("bias", site.layer.bias)] if site.layer.use_bias else []


RULES = {layers.Dense: _dense}
