"""Networks that nobody thought of: after an epoch without chance the weights are Keras's.

By default a few, for each is compiled twice; `CONVSCOPE_EXAMPLES=100` trains a hundred.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from keras import layers
from tests.engine.small import weights_differ

from convscope.engine import fit

EXAMPLES = int(os.environ.get("CONVSCOPE_EXAMPLES", "3"))
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # each try is compiled twice: no shrinking
)

Draw = Callable[..., Any]
FILTERS = st.sampled_from([1, 2, 3, 4, 9, 16])
"""Few and many: the engine computes them in different forms."""


def window(draw: Draw, x: Any, most: int = 3) -> tuple[int, int]:
    """Draw a window that fits an image."""
    return draw(st.integers(1, min(most, x.shape[1]))), draw(st.integers(1, min(most, x.shape[2])))


def convolution(draw: Draw, x: Any) -> Any:
    strided = draw(st.booleans())
    return layers.Conv2D(
        draw(FILTERS),
        window(draw, x),
        strides=draw(st.integers(1, 2)) if strided else 1,
        dilation_rate=1 if strided else draw(st.sampled_from([1, 1, 2])),
        padding="same" if not strided else draw(st.sampled_from(["same", "valid"])),
        use_bias=draw(st.booleans()),
        activation=draw(st.sampled_from([None, "relu", "tanh"])),
    )(x)


def pooling(draw: Draw, x: Any) -> Any:
    kind = draw(st.sampled_from([layers.MaxPooling2D, layers.AveragePooling2D]))
    strides = draw(st.sampled_from([None, 1, 2]))
    return kind(window(draw, x), strides=strides, padding=draw(st.sampled_from(["same", "valid"])))(x)


def pair(draw: Draw, x: Any) -> Any:
    size, padding = window(draw, x), draw(st.sampled_from(["same", "valid"]))
    x = layers.Conv2D(draw(FILTERS), size, padding=padding, activation="relu")(x)
    return layers.MaxPooling2D(2)(x) if min(x.shape[1:3]) >= 2 else x


def branch(draw: Draw, x: Any) -> Any:
    beside = layers.Conv2D(x.shape[-1], 3, padding="same")(x)
    return draw(st.sampled_from([layers.Add, layers.Concatenate]))()([x, beside])


def normalized(draw: Draw, x: Any) -> Any:
    options = {
        "center": draw(st.booleans()),
        "scale": draw(st.booleans()),
        "momentum": draw(st.sampled_from([0.5, 0.9])),
    }
    return layers.BatchNormalization(**options)(x)


def sum_of_two(draw: Draw, x: Any) -> Any:
    return x + layers.Conv2D(x.shape[-1], window(draw, x), padding="same", activation="relu")(x)


def function(draw: Draw, x: Any) -> Any:
    return draw(st.sampled_from([layers.ReLU, layers.LeakyReLU, layers.LayerNormalization, layers.ELU]))()(x)


def recipe(draw: Draw) -> Callable[[], keras.Model]:
    """Draw a network and how to compile it: a function that builds it anew, with the same weights each time."""
    seed = draw(st.integers(0, 1000))
    inputs = keras.Input((draw(st.integers(5, 9)), draw(st.integers(5, 9)), draw(st.integers(1, 3))))
    x: Any = layers.Rescaling(1 / 255, -0.5)(inputs) if draw(st.booleans()) else inputs
    for _ in range(draw(st.integers(1, 3))):
        step = st.sampled_from([convolution, pair, pooling, branch, function, normalized, sum_of_two])
        x = draw(step)(draw, x)
    x = draw(st.sampled_from([layers.Flatten, layers.GlobalAveragePooling2D]))()(x)
    if draw(st.booleans()):
        x = layers.Dense(draw(st.integers(2, 6)), activation=draw(st.sampled_from(["relu", "tanh"])))(x)
    losses = ["mse", "categorical_crossentropy", "huber", "binary_crossentropy", "sparse_categorical_crossentropy"]
    loss = draw(st.sampled_from(losses))
    optimizer = draw(st.sampled_from(["sgd", "adam", "rmsprop", "adamw", "nadam"]))
    first = keras.Model(inputs, layers.Dense(3, activation="softmax")(x))

    def build() -> keras.Model:
        keras.utils.set_random_seed(seed)
        model = keras.models.clone_model(first)
        model.compile(optimizer, loss, metrics=["acc"])
        return model

    return build


# Nets are built in the test, not in a strategy: Keras draws seeds from `random`, which strategies must not touch.
@pytest.mark.timeout(300 + 60 * EXAMPLES)
@SETTINGS
@given(data=st.data())
def test_an_epoch_leaves_the_weights_that_keras_leaves(data):
    build = recipe(data.draw)
    ours, keras_own = build(), build()
    rng = np.random.default_rng(1)
    middle, wide = data.draw(st.sampled_from([(0, 1), (0.5, 0.5), (127.5, 127.5)]))
    x = rng.uniform(middle - wide, middle + wide, (40, *ours.input_shape[1:])).astype(np.float32)
    labels = rng.integers(0, 3, 40)
    y = labels if ours.loss == "sparse_categorical_crossentropy" else np.eye(3, dtype=np.float32)[labels]
    fit(ours, x, y, batch_size=16, shuffle=False, verbose=0)
    keras_own.fit(x, y, batch_size=16, shuffle=False, verbose=0)
    worst, typical = weights_differ(ours, keras_own)
    assert worst < 2e-3
    assert typical < 1e-4
