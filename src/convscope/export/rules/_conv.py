"""Convolutions: kernels become (out, in, height, width), activations channels-first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from keras import layers

from convscope.export._tensor import Tensor, channels_first_of
from convscope.export.rules._activation import activate
from convscope.export.rules._window import channels_last, pads
from convscope.glass import Stored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convscope.export._site import Site

_KERNEL_AXES = (2, 3, 1, 0)
"""From (out, in, height, width) to Keras's (height, width, in, out)."""


def _kernel(site: Site, name: str, kernel: np.ndarray) -> str:
    """Add a kernel (height, width, in, out)."""
    height, width, ins, outs = kernel.shape
    return site.weight(name, kernel, stored=Stored((outs, ins, height, width), _KERNEL_AXES))


def _depthwise_kernel(site: Site, name: str, kernel: np.ndarray) -> str:
    """Add a depthwise kernel (height, width, in, multiplier): one group an input channel."""
    height, width, ins, multiplier = kernel.shape
    stored = Stored((ins, multiplier, height, width), (2, 3, 0, 1))
    return site.weight(name, kernel, stored=stored, shape=(ins * multiplier, 1, height, width))


def _bias(site: Site) -> list[str]:
    return [site.weight("bias", site.layer.bias)] if site.layer.use_bias else []


def _finish(site: Site, name: str, shape: tuple[int, ...]) -> Tensor:
    return activate(site, Tensor(name, shape, channels_first_of(shape)), site.layer.activation)


def _output_shape(site: Site, tensor: Tensor) -> tuple[int, ...]:
    return tuple(site.layer.compute_output_shape((None, *tensor.shape))[1:])


def _sliding(site: Site, tensor: Tensor, group: int) -> dict[str, int | list[int]]:
    """Give the attributes of ONNX's Conv."""
    layer = site.layer
    return {
        "dilations": list(layer.dilation_rate),
        "group": group,
        "kernel_shape": list(layer.kernel_size),
        "pads": pads(layer.padding, tensor.shape[:2], layer.kernel_size, layer.strides, layer.dilation_rate),
        "strides": list(layer.strides),
    }


def _conv2d(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    channels_last(site)
    tensor = site.graph.channels_first(inputs[0])
    kernel = _kernel(site, "kernel", np.asarray(site.layer.kernel))
    attributes = _sliding(site, tensor, site.layer.groups)
    name = site.node("Conv", [tensor.name, kernel, *_bias(site)], "linear", **attributes)
    return _finish(site, name, _output_shape(site, tensor))


def _depthwise(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    channels_last(site)
    tensor = site.graph.channels_first(inputs[0])
    kernel = _depthwise_kernel(site, "kernel", np.asarray(site.layer.kernel))
    attributes = _sliding(site, tensor, tensor.shape[-1])
    name = site.node("Conv", [tensor.name, kernel, *_bias(site)], "linear", **attributes)
    return _finish(site, name, _output_shape(site, tensor))


def _separable(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    channels_last(site)
    tensor = site.graph.channels_first(inputs[0])
    depthwise = _depthwise_kernel(site, "depthwise_kernel", np.asarray(site.layer.depthwise_kernel))
    attributes = _sliding(site, tensor, tensor.shape[-1])
    name = site.node("Conv", [tensor.name, depthwise], "depthwise", **attributes)
    pointwise = _kernel(site, "pointwise_kernel", np.asarray(site.layer.pointwise_kernel))
    name = site.node("Conv", [name, pointwise, *_bias(site)], "linear", kernel_shape=[1, 1])
    return _finish(site, name, _output_shape(site, tensor))


def _transpose(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    channels_last(site)
    layer, tensor = site.layer, site.graph.channels_first(inputs[0])
    kernel = np.asarray(layer.kernel)
    height, width, outs, ins = kernel.shape
    tensor_name = site.weight("kernel", kernel, stored=Stored((ins, outs, height, width), (2, 3, 1, 0)))
    shape = _output_shape(site, tensor)
    before, after, extra = [], [], []
    for axis, (k, stride, dilation) in enumerate(
        zip(layer.kernel_size, layer.strides, layer.dilation_rate, strict=True)
    ):
        reach = (k - 1) * dilation + 1
        surplus = (tensor.shape[axis] - 1) * stride + reach - shape[axis]
        # Keras cuts the surplus off on both sides for `same`, and adds what is missing at the end.
        cut = max(surplus, 0)
        before.append(cut // 2)
        after.append(cut - cut // 2)
        extra.append(max(-surplus, 0))
    name = site.node(
        "ConvTranspose",
        [tensor.name, tensor_name, *_bias(site)],
        "linear",
        dilations=list(layer.dilation_rate),
        kernel_shape=[height, width],
        output_padding=extra,
        pads=before + after,
        strides=list(layer.strides),
    )
    return _finish(site, name, shape)


RULES = {
    layers.Conv2D: _conv2d,
    layers.Conv2DTranspose: _transpose,
    layers.DepthwiseConv2D: _depthwise,
    layers.SeparableConv2D: _separable,
}
