"""Layers that move values about: Flatten, Reshape, Permute, padding, cropping, upsampling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from keras import layers

from convscope.export._tensor import Tensor, orders_agree
from convscope.export.rules._window import channels_last

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convscope.export._site import Site


def _flatten(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    channels_last(site)
    tensor = inputs[0]
    if len(tensor.shape) == 1:
        return tensor
    stored = tensor.stored
    if stored is not None and orders_agree(stored):
        stored = None
    return Tensor(site.node("Flatten", [tensor.name], axis=1), (tensor.size,), stored, end=_end(tensor))


def _reshape(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    tensor = site.graph.keras_order(inputs[0])
    shape = tuple(site.layer.compute_output_shape((None, *tensor.shape))[1:])
    end = _end(tensor) if shape[-1] == tensor.size else ""
    return Tensor(site.graph.reshape(tensor.name, shape, f"{site.name}/result"), shape, end=end)


def _end(tensor: Tensor) -> str:
    """A single row of shares stays one when it is flattened."""
    return "shares" if tensor.sums_to_one and tensor.shape[-1] == tensor.size else ""


def _permute(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    tensor = site.graph.keras_order(inputs[0])
    dims = site.layer.dims
    shape = tuple(tensor.shape[dim - 1] for dim in dims)
    return Tensor(site.node("Transpose", [tensor.name], perm=[0, *dims]), shape)


def _zero_padding(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    channels_last(site)
    tensor = site.graph.channels_first(inputs[0])
    (top, bottom), (left, right) = site.layer.padding
    height, width, channels = tensor.shape
    name = site.node("Pad", [tensor.name, site.graph.sizes([0, 0, top, left, 0, 0, bottom, right])])
    return tensor.named(name, (height + top + bottom, width + left + right, channels))


def _cropping(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    channels_last(site)
    tensor = site.graph.channels_first(inputs[0])
    (top, bottom), (left, right) = site.layer.cropping
    height, width, channels = tensor.shape
    sizes = site.graph.sizes
    limits = [sizes([top, left]), sizes([height - bottom, width - right]), sizes([2, 3])]
    name = site.node("Slice", [tensor.name, *limits])
    return tensor.named(name, (height - top - bottom, width - left - right, channels))


def _upsampling(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    channels_last(site)
    tensor = site.graph.channels_first(inputs[0])
    rows, columns = site.layer.size
    height, width, channels = tensor.shape
    how = {
        "nearest": {"mode": "nearest", "nearest_mode": "floor", "coordinate_transformation_mode": "asymmetric"},
        "bilinear": {"mode": "linear", "coordinate_transformation_mode": "half_pixel"},
    }.get(site.layer.interpolation)
    if how is None:
        raise site.no_rule(f"interpolation={site.layer.interpolation!r}", "use 'nearest' or 'bilinear'")
    scales = site.graph.constant(f"{site.name}/scales", np.array([1, 1, rows, columns], np.float32))
    name = site.node("Resize", [tensor.name, "", scales], **how)
    return tensor.named(name, (height * rows, width * columns, channels))


RULES = {
    layers.Cropping2D: _cropping,
    layers.Flatten: _flatten,
    layers.Permute: _permute,
    layers.Reshape: _reshape,
    layers.UpSampling2D: _upsampling,
    layers.ZeroPadding2D: _zero_padding,
}
