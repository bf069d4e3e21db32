"""One table says what a layer does: every case is judged by the engine's and by the export's tests.

A case is a function of one symbolic tensor, built from Keras layers. A new layer is a lowering, an export rule, and
some cases here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any
from unittest import mock

import keras
import numpy as np
from keras import layers

from convscope.augmentation import RandomWarp


@dataclass(frozen=True)
class LayerCase:
    """A few layers and the shape they are given.

    Args:
        id: the layer's class and what is special, e.g. "Conv2D-same-stride-2".
        build: from a symbolic input `(None, *shape)` to the output.
        shape: one image's shape, usually (height, width, channels).
        stochastic: training draws random numbers, so that only inference can be compared exactly.
        train_only: at inference the layer hands on what it gets.
        smooth: the derivative exists everywhere the random inputs fall, so that gradients can be compared.
    """

    id: str
    build: Callable[[Any], Any]
    shape: tuple[int, ...]
    stochastic: bool = False
    train_only: bool = False
    smooth: bool = True

    def model(self) -> keras.Model:
        """Build the model, with random weights everywhere (biases and statistics too)."""
        with empty_weights():
            inputs = keras.Input(self.shape)
            model = keras.Model(inputs, self.build(inputs))
        randomize(model)
        return model

    def images(self, n: int = 3) -> np.ndarray:
        """Give `n` inputs, float32 between -1 and 1, the same for everyone."""
        return np.random.default_rng(7).uniform(-1, 1, (n, *self.shape)).astype(np.float32)


@contextmanager
def empty_weights() -> Iterator[None]:
    """Let Keras begin with zeros: drawing random weights compiles a program for every new shape."""

    def zeros(_self: Any, shape: tuple[int, ...], dtype: Any = None, **_: Any) -> Any:
        return keras.ops.convert_to_tensor(np.zeros(shape, dtype or "float32"))

    kinds = (keras.initializers.VarianceScaling, keras.initializers.Zeros, keras.initializers.Ones)
    with ExitStack() as stack:
        for kind in kinds:
            stack.enter_context(mock.patch.object(kind, "__call__", zeros))
        yield


def randomize(model: keras.Model, seed: int = 5) -> None:
    """Give every weight a random value of a sensible size."""
    rng = np.random.default_rng(seed)
    for weight in model.weights:
        if weight.dtype != "float32":
            continue
        if weight.name in ("gamma", "moving_variance"):
            value = rng.uniform(0.5, 1.5, weight.shape)
        elif len(weight.shape) > 1:
            fan_in = int(np.prod(weight.shape[:-1]))
            value = rng.normal(0, 1.4 / fan_in**0.5, weight.shape)
        else:
            value = rng.normal(0, 0.3, weight.shape)
        weight.assign(value.astype(np.float32))


def one(name: str, make: Callable[[], layers.Layer], shape: tuple[int, ...], **flags: bool) -> LayerCase:
    """Make the case of a single layer."""
    return row(name, lambda: [make()], shape, **flags)


def row(name: str, make: Callable[[], list[layers.Layer]], shape: tuple[int, ...], **flags: bool) -> LayerCase:
    """Make the case of layers one after another."""

    def build(x: Any) -> Any:
        for layer in make():
            x = layer(x)
        return x

    return LayerCase(name, build, shape, **flags)


L = layers
ODD = (7, 10, 3)

CONVOLUTIONS = [
    one("Conv2D-1x1", lambda: L.Conv2D(5, 1), ODD),
    one("Conv2D-valid", lambda: L.Conv2D(4, 3), ODD),
    one("Conv2D-same", lambda: L.Conv2D(4, 3, padding="same"), ODD),
    one("Conv2D-same-relu-grey", lambda: L.Conv2D(4, 3, padding="same", activation="relu"), (9, 8, 1)),
    one("Conv2D-no-bias", lambda: L.Conv2D(4, 3, use_bias=False), ODD),
    one("Conv2D-even-kernel-same", lambda: L.Conv2D(4, (2, 4), padding="same"), ODD),
    one("Conv2D-oblong-kernel", lambda: L.Conv2D(4, (1, 5), padding="valid"), ODD),
    one("Conv2D-same-stride-2", lambda: L.Conv2D(4, 3, strides=2, padding="same"), ODD),
    one("Conv2D-same-stride-2-even", lambda: L.Conv2D(4, 3, strides=2, padding="same"), (8, 6, 2)),
    one("Conv2D-same-stride-3-kernel-2", lambda: L.Conv2D(4, 2, strides=3, padding="same"), ODD),
    one("Conv2D-valid-strides-2-3", lambda: L.Conv2D(4, 3, strides=(2, 3)), ODD),
    one("Conv2D-dilation-2", lambda: L.Conv2D(4, 3, dilation_rate=2, padding="same"), ODD),
    one("Conv2D-dilation-valid-1-3", lambda: L.Conv2D(4, (2, 3), dilation_rate=(1, 3)), ODD),
    one("Conv2D-groups", lambda: L.Conv2D(6, 3, groups=3, padding="same"), (7, 6, 6)),
    one("Conv2D-groups-stride", lambda: L.Conv2D(8, 3, groups=2, strides=2), (9, 7, 4)),
    one("Conv2D-kernel-is-image", lambda: L.Conv2D(4, (7, 10)), ODD),
    one("Conv2D-same-on-a-point", lambda: L.Conv2D(4, 3, padding="same"), (1, 1, 3)),
    one("Conv2D-same-on-a-row", lambda: L.Conv2D(4, 3, padding="same"), (1, 6, 3)),
    one("Conv2D-wide", lambda: L.Conv2D(40, 3, padding="same", activation="relu"), (6, 6, 33)),
    row("Conv2D-twice", lambda: [L.Conv2D(4, 3, activation="relu"), L.Conv2D(5, 3, padding="same")], ODD),
    one("DepthwiseConv2D-valid", lambda: L.DepthwiseConv2D(3), ODD),
    one("DepthwiseConv2D-multiplier", lambda: L.DepthwiseConv2D(3, depth_multiplier=2, padding="same"), ODD),
    one("DepthwiseConv2D-stride-2", lambda: L.DepthwiseConv2D(3, strides=2, padding="same", use_bias=False), ODD),
    one("DepthwiseConv2D-dilation", lambda: L.DepthwiseConv2D(3, dilation_rate=2, padding="same"), ODD),
    one("SeparableConv2D-valid", lambda: L.SeparableConv2D(5, 3, activation="relu"), ODD),
    one("SeparableConv2D-multiplier", lambda: L.SeparableConv2D(5, 3, depth_multiplier=2, padding="same"), ODD),
    one("SeparableConv2D-stride-2", lambda: L.SeparableConv2D(5, 3, strides=2, padding="same", use_bias=False), ODD),
    one("Conv2DTranspose-valid", lambda: L.Conv2DTranspose(4, 3), (4, 5, 3)),
    one("Conv2DTranspose-same-stride-2", lambda: L.Conv2DTranspose(4, 3, strides=2, padding="same"), (4, 5, 3)),
    one("Conv2DTranspose-valid-stride-2", lambda: L.Conv2DTranspose(4, 4, strides=2), (4, 5, 3)),
    one("Conv2DTranspose-kernel-below-stride", lambda: L.Conv2DTranspose(4, 2, strides=3, padding="same"), (4, 5, 3)),
    one("Conv2DTranspose-output-padding", lambda: L.Conv2DTranspose(4, 3, strides=2, output_padding=1), (4, 5, 3)),
]


def pool_cases(kind: type) -> list[LayerCase]:
    """Make the cases of a pooling layer."""

    def case(name: str, shape: tuple[int, ...], *size: Any, **arguments: Any) -> LayerCase:
        return one(f"{kind.__name__}-{name}", partial(kind, *size, **arguments), shape)

    return [
        case("2", (8, 6, 3), 2),
        case("2-odd", ODD, 2),
        case("same-odd", ODD, 2, padding="same"),
        case("3-stride-2", ODD, 3, strides=2),
        case("3-stride-2-same", (8, 9, 2), 3, strides=2, padding="same"),
        case("3-stride-1-same", ODD, 3, strides=1, padding="same"),
        case("oblong", ODD, (1, 3), strides=(2, 1)),
        case("2-stride-3", ODD, 2, strides=3, padding="same"),
        case("whole", ODD, (7, 10)),
    ]


POOLINGS = [
    *pool_cases(L.MaxPooling2D),
    *pool_cases(L.AveragePooling2D),
    one("GlobalAveragePooling2D", L.GlobalAveragePooling2D, ODD),
    one("GlobalAveragePooling2D-keepdims", lambda: L.GlobalAveragePooling2D(keepdims=True), ODD),
    one("GlobalMaxPooling2D", L.GlobalMaxPooling2D, ODD),
    one("GlobalMaxPooling2D-keepdims", lambda: L.GlobalMaxPooling2D(keepdims=True), ODD),
]

DENSES_AND_SHAPES = [
    one("Dense", lambda: L.Dense(6), (11,)),
    one("Dense-relu", lambda: L.Dense(6, activation="relu"), (11,)),
    one("Dense-softmax", lambda: L.Dense(6, activation="softmax"), (11,)),
    one("Dense-no-bias", lambda: L.Dense(6, use_bias=False), (11,)),
    one("Dense-one", lambda: L.Dense(1), (1,)),
    one("Dense-of-images", lambda: L.Dense(4, activation="relu"), ODD),
    one("Dense-of-rows", lambda: L.Dense(4, use_bias=False), (5, 6)),
    one("Flatten", L.Flatten, ODD),
    one("Flatten-grey", L.Flatten, (5, 6, 1)),
    one("Flatten-rows", L.Flatten, (5, 6)),
    row("Flatten-Flatten", lambda: [L.Conv2D(2, 3), L.Flatten(), L.Flatten()], ODD),
    row("Conv2D-Flatten-Dense", lambda: [L.Conv2D(4, 3), L.Flatten(), L.Dense(6)], ODD),
    row("Conv2D-Flatten-relu-Dense", lambda: [L.Conv2D(4, 3), L.Flatten(), L.ReLU(), L.Dense(6)], ODD),
    row("Conv2D-Flatten-softmax-Dense", lambda: [L.Conv2D(4, 3), L.Flatten(), L.Softmax(), L.Dense(6)], ODD),
    row("Conv2D-Dense-Flatten", lambda: [L.Conv2D(4, 3), L.Dense(2), L.Flatten(), L.Dense(3)], ODD),
    row("Conv2D-to-a-point", lambda: [L.Conv2D(4, (7, 10)), L.Flatten(), L.Dense(6)], ODD),
    one("Reshape", lambda: L.Reshape((10, 21)), ODD),
    one("Reshape-minus-1", lambda: L.Reshape((-1, 3, 2)), ODD),
    row("Conv2D-Reshape", lambda: [L.Conv2D(4, 3), L.Reshape((8, 5, 4)), L.Conv2D(2, 3)], ODD),
    row("Conv2D-Flatten-Reshape", lambda: [L.Conv2D(4, 3), L.Flatten(), L.Reshape((4, 8, 5)), L.Conv2D(2, 3)], ODD),
    one("Permute", lambda: L.Permute((3, 1, 2)), ODD),
    row("Conv2D-Permute-Conv2D", lambda: [L.Conv2D(4, 3), L.Permute((2, 3, 1)), L.Conv2D(2, 3)], ODD),
    one("ZeroPadding2D", lambda: L.ZeroPadding2D(2), ODD),
    row("ZeroPadding2D-uneven", lambda: [L.ZeroPadding2D(((1, 0), (2, 3))), L.Conv2D(2, 3)], ODD),
    one("Cropping2D", lambda: L.Cropping2D(((1, 2), (0, 3))), ODD),
    one("UpSampling2D", lambda: L.UpSampling2D((2, 3)), ODD),
    one("UpSampling2D-bilinear", lambda: L.UpSampling2D((2, 3), interpolation="bilinear"), ODD),
    one("Rescaling", lambda: L.Rescaling(1.7, -0.3), ODD),
    row("Rescaling-channels", lambda: [L.Conv2D(3, 3), L.Rescaling([0.5, 1, 2], [0, 0.1, 0.2]), L.Conv2D(2, 3)], ODD),
]

NORMALIZATIONS = [
    one("BatchNormalization", L.BatchNormalization, ODD),
    one("BatchNormalization-flat", lambda: L.BatchNormalization(epsilon=0.01), (11,)),
    one("BatchNormalization-rows", L.BatchNormalization, (5, 6)),
    one("BatchNormalization-plain", lambda: L.BatchNormalization(center=False, scale=False), ODD),
    one("BatchNormalization-axis-1", lambda: L.BatchNormalization(axis=1), ODD),
    row("Conv2D-BatchNormalization", lambda: [L.Conv2D(4, 3, use_bias=False), L.BatchNormalization(), L.ReLU()], ODD),
    row("Flatten-BatchNormalization", lambda: [L.Conv2D(4, 3), L.Flatten(), L.BatchNormalization(), L.Dense(3)], ODD),
    one("LayerNormalization", L.LayerNormalization, (11,)),
    one("LayerNormalization-images", L.LayerNormalization, ODD),
    one("LayerNormalization-plain", lambda: L.LayerNormalization(center=False, scale=False, epsilon=0.1), ODD),
    one("LayerNormalization-axes", lambda: L.LayerNormalization(axis=[1, 2, 3]), ODD),
    one("LayerNormalization-axis-1", lambda: L.LayerNormalization(axis=1), ODD),
    row("Conv2D-LayerNormalization", lambda: [L.Conv2D(4, 3), L.LayerNormalization(), L.Conv2D(2, 3)], ODD),
    row("Flatten-LayerNormalization", lambda: [L.Conv2D(4, 3), L.Flatten(), L.LayerNormalization(), L.Dense(3)], ODD),
]

FUNCTIONS = (
    *("celu", "elu", "exponential", "gelu", "hard_sigmoid", "hard_silu", "hard_tanh", "leaky_relu", "linear"),
    *("log_sigmoid", "mish", "relu", "relu6", "selu", "sigmoid", "silu", "softmax", "softplus", "softsign", "swish"),
    *("tanh", "tanh_shrink"),
)

ACTIVATIONS = [
    *(one(f"Activation-{name}", partial(L.Activation, name), (6, 5, 2)) for name in FUNCTIONS),
    one("ReLU", L.ReLU, ODD),
    one("ReLU-max", lambda: L.ReLU(max_value=0.4), ODD),
    one("ReLU-slope", lambda: L.ReLU(negative_slope=0.2), ODD),
    one("ReLU-threshold", lambda: L.ReLU(threshold=0.2), ODD, smooth=False),
    one("ReLU-all", lambda: L.ReLU(max_value=0.7, negative_slope=0.1, threshold=0.2), ODD, smooth=False),
    one("LeakyReLU", lambda: L.LeakyReLU(negative_slope=0.15), ODD),
    one("ELU", lambda: L.ELU(alpha=0.7), ODD),
    one("PReLU", L.PReLU, ODD),
    one("PReLU-flat", L.PReLU, (11,)),
    row("Conv2D-PReLU-shared", lambda: [L.Conv2D(4, 3), L.PReLU(shared_axes=[1, 2]), L.Conv2D(2, 3)], ODD),
    row("Conv2D-PReLU", lambda: [L.Conv2D(4, 3), L.PReLU(), L.Conv2D(2, 3)], ODD),
    row("Flatten-PReLU", lambda: [L.Conv2D(4, 3), L.Flatten(), L.PReLU(), L.Dense(3)], ODD),
    one("Softmax", L.Softmax, (11,)),
    one("Softmax-images", L.Softmax, ODD),
    row("Conv2D-Softmax-axis-1", lambda: [L.Conv2D(4, 3), L.Softmax(axis=1), L.Conv2D(2, 3)], ODD),
]

TRAIN_ONLY = [
    one("Dropout", lambda: L.Dropout(0.25, seed=1), ODD, stochastic=True, train_only=True),
    one("Dropout-0", lambda: L.Dropout(0.0), ODD, train_only=True),
    one("SpatialDropout2D", lambda: L.SpatialDropout2D(0.3, seed=1), ODD, stochastic=True, train_only=True),
    one("GaussianNoise", lambda: L.GaussianNoise(0.3, seed=1), ODD, stochastic=True, train_only=True),
    one("GaussianDropout", lambda: L.GaussianDropout(0.3, seed=1), ODD, stochastic=True, train_only=True),
    one("AlphaDropout", lambda: L.AlphaDropout(0.3, seed=1), ODD, stochastic=True, train_only=True),
    one("Identity", L.Identity, ODD, train_only=True),
    one("RandomTranslation", lambda: L.RandomTranslation(0.1, 0.1, seed=1), ODD, stochastic=True, train_only=True),
    one("RandomRotation", lambda: L.RandomRotation(0.1, seed=1), ODD, stochastic=True, train_only=True),
    one("RandomZoom", lambda: L.RandomZoom(0.1, seed=1), ODD, stochastic=True, train_only=True),
    one("RandomFlip", lambda: L.RandomFlip("horizontal", seed=1), ODD, stochastic=True, train_only=True),
    one("RandomContrast", lambda: L.RandomContrast(0.1, seed=1), ODD, stochastic=True, train_only=True),
    one("RandomBrightness", lambda: L.RandomBrightness(0.1, seed=1), ODD, stochastic=True, train_only=True),
    one("RandomShear", lambda: L.RandomShear(0.1, 0.1, seed=1), ODD, stochastic=True, train_only=True),
    one("RandomWarp", lambda: RandomWarp(bend=0.5, seed=1), ODD, stochastic=True, train_only=True),
    one("RandomErasing", lambda: L.RandomErasing(0.1, seed=1), ODD, stochastic=True, train_only=True),
    row(
        "Conv2D-Dropout-Flatten-Dropout-Dense",
        lambda: [L.Conv2D(4, 3), L.Dropout(0.2, seed=1), L.Flatten(), L.Dropout(0.2, seed=2), L.Dense(3)],
        ODD,
        stochastic=True,
    ),
]


def _two(merge: Callable[[], layers.Layer]) -> Callable[[Any], Any]:
    return lambda x: merge()([L.Conv2D(4, 3, padding="same")(x), L.Conv2D(4, 1)(x)])


def _mixed_orders(x: Any) -> Any:
    return L.Conv2D(2, 3)(L.Add()([x, L.Conv2D(3, 3, padding="same")(x)]))


def _flat_and_plain(x: Any) -> Any:
    pooled = L.GlobalAveragePooling2D()(x)
    return L.Dense(3)(L.Concatenate()([L.Flatten()(L.Conv2D(4, 3)(x)), pooled]))


def _squeeze_and_excite(x: Any) -> Any:
    x = L.Conv2D(4, 3)(x)
    weights = L.Dense(4, activation="sigmoid")(L.GlobalAveragePooling2D(keepdims=True)(x))
    return L.Multiply()([x, weights])


def _flat_over_images(x: Any) -> Any:
    x = L.Conv2D(4, 3)(x)
    return L.Multiply()([x, L.GlobalAveragePooling2D()(x)])


def _shared(x: Any) -> Any:
    conv = L.Conv2D(3, 3, padding="same", activation="relu")
    return conv(conv(x))


def _shared_dense(x: Any) -> Any:
    """One Dense after a Flatten that is channels-first and after one that is not: its rows are stored twice."""
    dense = L.Dense(5)
    return L.Add()([dense(L.Flatten()(x)), dense(L.Flatten()(L.Conv2D(3, 3, padding="same")(x)))])


def _residual(x: Any) -> Any:
    x = L.Conv2D(4, 3, padding="same")(x)
    inner = L.ReLU()(L.BatchNormalization()(L.Conv2D(4, 3, padding="same", use_bias=False)(x)))
    return L.Conv2D(2, 1)(L.ReLU()(L.Add()([x, inner])))


def _nested(x: Any) -> Any:
    inside = keras.Input((5, 8, 4))
    block = keras.Model(inside, L.Add()([inside, L.Conv2D(4, 3, padding="same", name="conv")(inside)]), name="block")
    row = keras.Sequential([keras.Input((5, 8, 4)), L.Conv2D(3, 3, name="conv"), L.Flatten()], name="row")
    return L.Dense(3)(row(block(L.Conv2D(4, 3, name="conv")(x))))


def _nested_twice(x: Any) -> Any:
    inside = keras.Input((7, 10, 3))
    block = keras.Model(inside, L.Conv2D(3, 3, padding="same")(inside), name="block")
    return block(block(x))


GRAPHS = [
    *(LayerCase(kind.__name__, _two(kind), ODD) for kind in (L.Add, L.Subtract, L.Multiply, L.Average)),
    *(LayerCase(kind.__name__, _two(kind), ODD) for kind in (L.Maximum, L.Minimum)),
    LayerCase("Concatenate", _two(L.Concatenate), ODD),
    LayerCase("Concatenate-axis-1", _two(lambda: L.Concatenate(axis=1)), ODD),
    LayerCase("Add-mixed-orders", _mixed_orders, ODD),
    LayerCase("Concatenate-flat", _flat_and_plain, ODD),
    LayerCase("Multiply-broadcast", _squeeze_and_excite, ODD),
    LayerCase("Multiply-flat-over-images", _flat_over_images, (6, 6, 3)),
    LayerCase("shared-Conv2D", _shared, ODD),
    LayerCase("shared-Dense", _shared_dense, ODD),
    LayerCase("residual", _residual, ODD),
    LayerCase("nested", _nested, ODD),
    LayerCase("nested-twice", _nested_twice, ODD),
]

CASES = [
    *CONVOLUTIONS,
    *POOLINGS,
    *DENSES_AND_SHAPES,
    *NORMALIZATIONS,
    *ACTIVATIONS,
    *TRAIN_ONLY,
    *GRAPHS,
]

assert all(first.id != second.id for first, second in pairwise(sorted(CASES, key=lambda case: case.id)))
