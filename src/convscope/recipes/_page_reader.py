"""The network that sees digits on a whole page, after CenterNet: where their middles are, and how large they are.

Source: X. Zhou, D. Wang, P. Krähenbühl, Objects as points, 2019 (heat maps, their loss).
"""

from __future__ import annotations

from typing import Any

import keras
from keras import ops
from keras.layers import Activation, Add, BatchNormalization, Conv2D, MaxPooling2D

CLASSES = 10
HEIGHT, WIDTH = 28.0, 20.0
"""The size of a digit, in pixels, whose logarithm the network calls 0."""
_IGNORED = 100
_RARE = -3.0
_SIZES = 0.3


def network(shape: tuple[int, int, int] = (96, 128, 1)) -> keras.Model:
    """Ink 0..1 to twelve numbers for each 4 x 4 pixels: ten logits, log height, log width. 173,516 parameters.

    Seven 3 x 3 convolutions at a quarter of the resolution, some of them dilated: each cell sees about 90 pixels
    around it, which is a digit of 28 with its neighbours.
    """
    ink = keras.Input(shape)
    x = _step(ink, 16, 5, strides=2)
    x = _step(x, 32, 3)
    x = MaxPooling2D(2)(x)
    x = _step(x, 64, 3)
    for dilation in (1, 2):
        inner = _step(x, 64, 3, dilation_rate=dilation)
        inner = BatchNormalization()(Conv2D(64, 3, padding="same")(inner))
        x = Activation("relu")(Add()([inner, x]))
    # Middles are rare: the network begins with saying so.
    return keras.Model(ink, Conv2D(CLASSES + 2, 1, bias_initializer=keras.initializers.Constant(_RARE))(x), name="page")


def _step(x: Any, filters: int, size: int, **options: int) -> Any:
    x = Conv2D(filters, size, padding="same", **options)(x)
    return Activation("relu")(BatchNormalization()(x))


def loss(truth: Any, seen: Any) -> Any:
    """Return CenterNet's loss: the heat maps' focal loss and the sizes' absolute error, a digit's share.

    Args:
        truth: for each cell the class of the digit nearby (100 or more: nothing is learned here), how much the cell
            is its middle (0..255), its height and its width in pixels.
        seen: what the network gave.
    """
    truth = ops.cast(truth, "float32")
    label, heat = truth[..., 0], truth[..., 1:2] / 255
    learned = ops.cast(label < _IGNORED, "float32")[..., None]
    heat = heat * ops.one_hot(ops.cast(ops.minimum(label, CLASSES - 1), "int32"), CLASSES)
    logits = seen[..., :CLASSES]
    middle = ops.cast(heat > 0.999, "float32")  # noqa: PLR2004 - 255 of 255
    chance = ops.sigmoid(logits)
    hit = middle * (1 - chance) ** 2 * ops.softplus(-logits)
    miss = (1 - middle) * (1 - heat) ** 4 * chance**2 * ops.softplus(logits)
    size = ops.log(ops.maximum(truth[..., 2:], 1.0)) - ops.log(ops.convert_to_tensor([HEIGHT, WIDTH]))
    wrong = ops.max(middle, axis=-1) * ops.sum(ops.abs(seen[..., CLASSES:] - size), axis=-1)
    return (ops.sum((hit + miss) * learned) + _SIZES * ops.sum(wrong)) / (ops.sum(middle) + 1)
