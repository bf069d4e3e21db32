"""The arithmetic of a network, written out: how many parameters a layer has, and how large its output is."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import keras
from keras import layers


@dataclasses.dataclass(frozen=True)
class LayerArithmetic:
    """One layer's sums.

    Attributes:
        name: the layer's name.
        kind: its class.
        parameters: how many it has.
        shape: its output's, without the batch.
        lines: the sums in words and figures.
    """

    name: str
    kind: str
    parameters: int
    shape: tuple[int | None, ...]
    lines: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the layer as JSON takes it."""
        return dataclasses.asdict(self)


def arithmetic(model: keras.Model) -> list[LayerArithmetic]:
    """Return the sums of every layer of `model`."""
    return [_layer(layer) for layer in model.layers]


def _layer(layer: keras.Layer) -> LayerArithmetic:
    """Return the sums of one layer."""
    rule = next((rule for kind, rule in _RULES if isinstance(layer, kind)), None)
    lines = rule(layer) if rule is not None and isinstance(layer.input, keras.KerasTensor) else []
    parameters = layer.count_params()
    if not any(line.startswith("parameters") for line in lines):
        lines.insert(0, f"parameters {parameters:,}" if parameters else "parameters none")
    output = layer.output
    shape = tuple(output.shape[1:]) if isinstance(output, keras.KerasTensor) else ()
    lines.append(f"output     {' x '.join(map(str, shape))}")
    return LayerArithmetic(layer.name, type(layer).__name__, parameters, shape, tuple(lines))


def _window(size: int | None, kernel: int, stride: int, dilation: int, padding: str) -> str:
    """Return how a window gives one side of the output: "28 -> (28+2*1-3)/1+1 = 28".

    The formula is Dumoulin and Visin's (2016): (size + padding - reach) / stride + 1, rounded down.
    """
    if size is None:
        return "depends on the image"
    reach = (kernel - 1) * dilation + 1
    after = math.ceil(size / stride) if padding == "same" else (size - reach) // stride + 1
    padded = max((after - 1) * stride + reach - size, 0) if padding == "same" else 0
    plus = "" if not padded else f"+2*{padded // 2}" if padded % 2 == 0 else f"+{padded}"
    rest = (size + padded - reach) % stride
    division = f"({size}{plus}-{reach})/{stride}"
    if rest:
        division = f"floor({division})"
    return f"{size} -> {division}+1 = {after}"


def _sides(layer: Any, kernel: tuple[int, int], dilation: tuple[int, int] = (1, 1)) -> list[str]:
    """Return the sums of height and width; once when both are alike."""
    height, width = layer.input.shape[1:3]
    if getattr(layer, "data_format", "channels_last") != "channels_last":
        height, width = layer.input.shape[2:4]
    rows = _window(height, kernel[0], layer.strides[0], dilation[0], layer.padding)
    columns = _window(width, kernel[1], layer.strides[1], dilation[1], layer.padding)
    if rows == columns:
        return [f"size       {rows}"]
    return [f"height     {rows}", f"width      {columns}"]


def _conv(layer: Any) -> list[str]:
    rows, columns, channels, filters = layer.kernel.shape
    bias = f"+{filters}" if layer.use_bias else ""
    return [
        f"parameters {rows}*{columns}*{channels}*{filters}{bias} = {layer.count_params():,}",
        *_sides(layer, layer.kernel_size, layer.dilation_rate),
    ]


def _depthwise(layer: Any) -> list[str]:
    rows, columns, channels, multiplier = layer.kernel.shape
    bias = f"+{channels * multiplier}" if layer.use_bias else ""
    return [
        f"parameters {rows}*{columns}*{channels}*{multiplier}{bias} = {layer.count_params():,}",
        *_sides(layer, layer.kernel_size, layer.dilation_rate),
    ]


def _separable(layer: Any) -> list[str]:
    rows, columns, channels, multiplier = layer.depthwise_kernel.shape
    bias = f"+{layer.filters}" if layer.use_bias else ""
    pointwise = f"{channels * multiplier}*{layer.filters}"
    return [
        f"parameters {rows}*{columns}*{channels}*{multiplier}+{pointwise}{bias} = {layer.count_params():,}",
        *_sides(layer, layer.kernel_size, layer.dilation_rate),
    ]


def _pool(layer: Any) -> list[str]:
    return _sides(layer, layer.pool_size)


def _dense(layer: Any) -> list[str]:
    inputs, units = layer.kernel.shape
    bias = f"+{units}" if layer.use_bias else ""
    return [f"parameters {inputs}*{units}{bias} = {layer.count_params():,}"]


def _flatten(layer: Any) -> list[str]:
    sizes = layer.input.shape[1:]
    return [f"size       {'*'.join(map(str, sizes))} = {layer.output.shape[-1]}"]


def _dropout(layer: Any) -> list[str]:
    rate = f"{layer.rate:g}"
    return [f"training   each value becomes 0 with probability {rate}, the others are divided by 1-{rate}"]


def _batch_normalization(layer: Any) -> list[str]:
    channels = layer.input.shape[layer.axis]
    trained = int(layer.scale) + int(layer.center)
    note = f"mean and variance, 2*{channels}, are counted, not trained"
    return [f"parameters {trained}*{channels}+2*{channels} = {layer.count_params():,} ({note})"]


_RULES: tuple[tuple[type, Callable[[Any], list[str]]], ...] = (
    (layers.SeparableConv2D, _separable),
    (layers.DepthwiseConv2D, _depthwise),
    (layers.Conv2D, _conv),
    (layers.MaxPooling2D, _pool),
    (layers.AveragePooling2D, _pool),
    (layers.Dense, _dense),
    (layers.Flatten, _flatten),
    (layers.Dropout, _dropout),
    (layers.BatchNormalization, _batch_normalization),
)
