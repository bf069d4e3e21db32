"""What the layers compute, in loops and with no cleverness: it judges Keras, the engine and the export alike.

Everything is float64, images are `(n, height, width, channels)`, kernels `(height, width, in, out)`.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
from keras import activations, layers


def padding_before(size: int, window: int, stride: int, padding: str, dilation: int = 1) -> tuple[int, int]:
    """Give the output's size and the padding in front of the first row."""
    reach = (window - 1) * dilation + 1
    if padding == "valid":
        return (size - reach) // stride + 1, 0
    out = -(-size // stride)
    return out, max((out - 1) * stride + reach - size, 0) // 2


def windows(x: np.ndarray, window: Any, strides: Any, padding: str, dilation: Any = (1, 1)):
    """For every place of the output give it and the input pixels under the window: a list of (i, j, row, column)."""
    rows, top = padding_before(x.shape[1], window[0], strides[0], padding, dilation[0])
    columns, left = padding_before(x.shape[2], window[1], strides[1], padding, dilation[1])
    for r, c in product(range(rows), range(columns)):
        inside = []
        for i, j in product(range(window[0]), range(window[1])):
            row = r * strides[0] + i * dilation[0] - top
            column = c * strides[1] + j * dilation[1] - left
            if 0 <= row < x.shape[1] and 0 <= column < x.shape[2]:
                inside.append((i, j, row, column))
        yield (rows, columns), (r, c), inside


def conv2d(x, kernel, bias=None, *, strides=(1, 1), padding="valid", dilation=(1, 1), groups=1):
    """Convolution: each group of output channels sees its own group of input channels."""
    ins, outs = kernel.shape[2], kernel.shape[3]
    y = None
    for (rows, columns), (r, c), inside in windows(x, kernel.shape[:2], strides, padding, dilation):
        if y is None:
            y = np.zeros((len(x), rows, columns, outs))
        for i, j, row, column in inside:
            for out in range(outs):
                first = out // (outs // groups) * ins
                y[:, r, c, out] += x[:, row, column, first : first + ins] @ kernel[i, j, :, out]
    return y if bias is None else y + bias


def depthwise_conv2d(x, kernel, bias=None, *, strides=(1, 1), padding="valid", dilation=(1, 1)):
    """Every input channel has kernels of its own; kernel `(height, width, in, multiplier)`."""
    ins, multiplier = kernel.shape[2:]
    parts = []
    for channel in range(ins):
        part = x[..., channel : channel + 1]
        one = kernel[:, :, channel : channel + 1, :].reshape(*kernel.shape[:2], 1, multiplier)
        parts.append(conv2d(part, one, strides=strides, padding=padding, dilation=dilation))
    y = np.concatenate(parts, axis=-1)
    return y if bias is None else y + bias


def pool(x, how, window, strides, padding):
    """Pooling by `how` (np.max or np.mean) over the pixels that exist."""
    y = None
    for (rows, columns), (r, c), inside in windows(x, window, strides, padding):
        if y is None:
            y = np.zeros((len(x), rows, columns, x.shape[-1]))
        y[:, r, c] = how([x[:, row, column] for _, _, row, column in inside], axis=0)
    return y


def dense(x, kernel, bias=None):
    """One weighted sum a unit."""
    y = np.zeros((*x.shape[:-1], kernel.shape[1]))
    for unit in range(kernel.shape[1]):
        y[..., unit] = (x * kernel[:, unit]).sum(axis=-1) + (0 if bias is None else bias[unit])
    return y


def batch_normalization(x, gamma, beta, *, mean, variance, epsilon):
    """The learned statistics of each channel (the last axis)."""
    y = np.zeros(x.shape)
    for c in range(x.shape[-1]):
        y[..., c] = (x[..., c] - mean[c]) / (variance[c] + epsilon) ** 0.5 * gamma[c] + beta[c]
    return y


def layer_normalization(x, gamma, beta, epsilon):
    """Mean and variance over the last axis, at every place of its own."""
    y = np.zeros(x.shape)
    for place in np.ndindex(x.shape[:-1]):
        values = x[place]
        mean = values.sum() / len(values)
        variance = ((values - mean) ** 2).sum() / len(values)
        y[place] = (values - mean) / (variance + epsilon) ** 0.5 * gamma + beta
    return y


def activation(x, function):
    """The three activations that the cases with a truth use."""
    if function is activations.relu:
        return np.where(x > 0, x, 0)
    if function is activations.softmax:
        powers = np.exp(x - x.max(axis=-1, keepdims=True))
        return powers / powers.sum(axis=-1, keepdims=True)
    assert function is activations.linear, function
    return x


def forward(layer: layers.Layer, x: np.ndarray) -> np.ndarray | None:
    """Compute what `layer` gives for `x` at inference; None where this file knows no truth."""
    x = np.asarray(x, np.float64)
    rule = _FORWARD.get(type(layer))
    return None if rule is None else rule(layer, x)


def _weight(value: Any) -> np.ndarray | None:
    return None if value is None else np.asarray(value, np.float64)


def _sliding(layer: Any) -> dict[str, Any]:
    return {"strides": layer.strides, "padding": layer.padding, "dilation": layer.dilation_rate}


def _conv(layer: Any, x: np.ndarray) -> Any:
    y = conv2d(x, _weight(layer.kernel), _weight(layer.bias), groups=layer.groups, **_sliding(layer))
    return activation(y, layer.activation)


def _depthwise(layer: Any, x: np.ndarray) -> Any:
    y = depthwise_conv2d(x, _weight(layer.kernel), _weight(layer.bias), **_sliding(layer))
    return activation(y, layer.activation)


def _separable(layer: Any, x: np.ndarray) -> Any:
    y = depthwise_conv2d(x, _weight(layer.depthwise_kernel), None, **_sliding(layer))
    y = conv2d(y, _weight(layer.pointwise_kernel), _weight(layer.bias))
    return activation(y, layer.activation)


def _batch(layer: Any, x: np.ndarray) -> Any:
    if layer.axis not in (-1, x.ndim - 1):
        return None
    size = x.shape[-1]
    gamma = _weight(layer.gamma) if layer.scale else np.ones(size)
    beta = _weight(layer.beta) if layer.center else np.zeros(size)
    mean, variance = _weight(layer.moving_mean), _weight(layer.moving_variance)
    return batch_normalization(x, gamma, beta, mean=mean, variance=variance, epsilon=layer.epsilon)


def _layer(layer: Any, x: np.ndarray) -> Any:
    if list(np.ravel(layer.axis)) not in ([-1], [x.ndim - 1]):
        return None
    size = x.shape[-1]
    gamma = _weight(layer.gamma) if layer.scale else np.ones(size)
    beta = _weight(layer.beta) if layer.center else np.zeros(size)
    return layer_normalization(x, gamma, beta, layer.epsilon)


_FORWARD: dict[type, Any] = {
    layers.AveragePooling2D: lambda layer, x: pool(x, np.mean, layer.pool_size, layer.strides, layer.padding),
    layers.BatchNormalization: _batch,
    layers.Conv2D: _conv,
    layers.Dense: lambda layer, x: activation(
        dense(x, _weight(layer.kernel), _weight(layer.bias) if layer.use_bias else None), layer.activation
    ),
    layers.DepthwiseConv2D: _depthwise,
    layers.Flatten: lambda _, x: np.array([image.ravel() for image in x]),
    layers.GlobalAveragePooling2D: lambda layer, x: x.mean(axis=(1, 2), keepdims=layer.keepdims),
    layers.GlobalMaxPooling2D: lambda layer, x: x.max(axis=(1, 2), keepdims=layer.keepdims),
    layers.LayerNormalization: _layer,
    layers.MaxPooling2D: lambda layer, x: pool(x, np.max, layer.pool_size, layer.strides, layer.padding),
    layers.SeparableConv2D: _separable,
}
