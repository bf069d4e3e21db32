"""Networks that nobody thought of: after an epoch without chance the weights are Keras's.

`CONVSCOPE_EXAMPLES=100` trains a hundred of them (nightly); by default a few, for each is compiled twice.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from keras import layers
from tests.engine.small import weights_differ

from convscope.engine import fit

EXAMPLES = int(os.environ.get("CONVSCOPE_EXAMPLES", "2"))
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # each try is compiled twice: no shrinking
)

Draw = Callable[..., Any]


def window(draw: Draw, x: Any, most: int = 3) -> tuple[int, int]:
    """Draw a window that fits an image."""
    return draw(st.integers(1, min(most, x.shape[1]))), draw(st.integers(1, min(most, x.shape[2])))


def convolution(draw: Draw, x: Any) -> Any:
    strided = draw(st.booleans())
    return layers.Conv2D(
        draw(st.integers(1, 4)),
        window(draw, x),
        strides=draw(st.integers(1, 2)) if strided else 1,
        dilation_rate=1 if strided else draw(st.sampled_from([1, 1, 2])),
        padding="same" if not strided else draw(st.sampled_from(["same", "valid"])),
        use_bias=draw(st.booleans()),
        activation=draw(st.sampled_from([None, "relu", "tanh"])),
    )(x)


def pooling(draw: Draw, x: Any) -> Any:
    kind = draw(st.sampled_from([layers.MaxPooling2D, layers.AveragePooling2D]))
    return kind(window(draw, x), padding=draw(st.sampled_from(["same", "valid"])))(x)


def pair(draw: Draw, x: Any) -> Any:
    size, padding = window(draw, x), draw(st.sampled_from(["same", "valid"]))
    x = layers.Conv2D(draw(st.integers(1, 4)), size, padding=padding, activation="relu")(x)
    return layers.MaxPooling2D(2)(x) if min(x.shape[1:3]) >= 2 else x


def branch(draw: Draw, x: Any) -> Any:
    beside = layers.Conv2D(x.shape[-1], 3, padding="same")(x)
    return draw(st.sampled_from([layers.Add, layers.Concatenate]))()([x, beside])


def function(draw: Draw, x: Any) -> Any:
    return draw(st.sampled_from([layers.ReLU, layers.LeakyReLU, layers.LayerNormalization, layers.ELU]))()(x)


def recipe(draw: Draw) -> Callable[[], keras.Model]:
    """Draw a network and how to compile it: a function that builds it anew, with the same weights each time."""
    seed = draw(st.integers(0, 1000))
    inputs = keras.Input((draw(st.integers(5, 9)), draw(st.integers(5, 9)), draw(st.integers(1, 3))))
    x: Any = inputs
    for _ in range(draw(st.integers(1, 3))):
        x = draw(st.sampled_from([convolution, pair, pooling, branch, function]))(draw, x)
    x = draw(st.sampled_from([layers.Flatten, layers.GlobalAveragePooling2D]))()(x)
    loss = draw(st.sampled_from(["mse", "categorical_crossentropy", "huber"]))
    optimizer = draw(st.sampled_from(["sgd", "adam", "rmsprop", "adamw", "nadam"]))
    first = keras.Model(inputs, layers.Dense(3, activation="softmax")(x))

    def build() -> keras.Model:
        keras.utils.set_random_seed(seed)
        model = keras.models.clone_model(first)
        model.compile(optimizer, loss, metrics=["acc"])
        return model

    return build


# Nets are built in the test, not in a strategy: Keras draws seeds from `random`, which strategies must not touch.
@SETTINGS
@given(data=st.data())
def test_an_epoch_leaves_the_weights_that_keras_leaves(data):
    build = recipe(data.draw)
    ours, keras_own = build(), build()
    rng = np.random.default_rng(1)
    x = rng.uniform(-1, 1, (40, *ours.input_shape[1:])).astype(np.float32)
    y = np.eye(3, dtype=np.float32)[rng.integers(0, 3, 40)]
    fit(ours, x, y, batch_size=16, shuffle=False, verbose=0)
    keras_own.fit(x, y, batch_size=16, shuffle=False, verbose=0)
    worst, typical = weights_differ(ours, keras_own)
    assert worst < 2e-3
    assert typical < 1e-4
