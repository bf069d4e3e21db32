"""Networks that nobody thought of: whatever is built from layers with rules, the file gives what Keras gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keras import layers
from tests.export.inputs import SCALING, pixels
from tests.layer_cases import empty_weights, randomize

from convscope import export, glass

SETTINGS = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)

# Nets are built in the test, not in a strategy: Keras draws seeds from `random`, which strategies must not touch.
paddings = st.sampled_from(["same", "valid"])


Draw = Callable[..., Any]


def conv(draw: Draw, x: Any) -> Any:
    groups = draw(st.sampled_from([1, x.shape[-1]]))
    return layers.Conv2D(
        groups * draw(st.integers(1, 3)),
        draw(window(x)),
        draw(st.tuples(st.integers(1, 3), st.integers(1, 3))),
        draw(paddings),
        groups=groups,
        activation=draw(st.sampled_from([None, "relu", "tanh", "gelu"])),
    )(x)


def depthwise(draw: Draw, x: Any) -> Any:
    size, multiplier = draw(window(x)), draw(st.integers(1, 2))
    return layers.DepthwiseConv2D(size, padding=draw(paddings), depth_multiplier=multiplier)(x)


def pool(draw: Draw, x: Any) -> Any:
    kind = draw(st.sampled_from([layers.MaxPooling2D, layers.AveragePooling2D]))
    return kind(draw(window(x)), strides=draw(st.none() | st.integers(1, 3)), padding=draw(paddings))(x)


def normalize(draw: Draw, x: Any) -> Any:
    kind = draw(st.sampled_from([layers.BatchNormalization, layers.LayerNormalization]))
    return kind(axis=draw(st.integers(1, len(x.shape) - 1)))(x)


def activate(draw: Draw, x: Any) -> Any:
    return draw(st.sampled_from([layers.ReLU, layers.PReLU, layers.Softmax, layers.Identity]))()(x)


def pad(draw: Draw, x: Any) -> Any:
    return layers.ZeroPadding2D(draw(st.tuples(st.integers(0, 2), st.integers(0, 2))))(x)


def shortcut(draw: Draw, x: Any) -> Any:
    return draw(st.sampled_from([layers.Add, layers.Multiply, layers.Maximum]))()([x, alike(x)])


def join(draw: Draw, x: Any) -> Any:
    return layers.Concatenate(axis=draw(st.integers(1, len(x.shape) - 1)))([alike(x), x])


def dense(draw: Draw, x: Any) -> Any:
    return layers.Dense(draw(st.integers(1, 6)), activation=draw(st.sampled_from([None, "relu", "softmax"])))(x)


def drop(_draw: Draw, x: Any) -> Any:
    return layers.Dropout(0.5)(x)


def alike(x: Any) -> Any:
    """Compute something of the same shape as `x`."""
    return layers.Conv2D(x.shape[-1], 3, padding="same")(x) if len(x.shape) == 4 else layers.Dense(x.shape[-1])(x)


def window(x: Any) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(1, min(x.shape[1], 3)), st.integers(1, min(x.shape[2], 3)))


SPATIAL = (conv, depthwise, pool, normalize, activate, pad, shortcut, join)
FLAT = (dense, normalize, activate, drop, shortcut, join)


def network(draw: Draw) -> keras.Model:
    """Build a network: some spatial layers, a way down to one row, some flat ones, a softmax."""
    shape = draw(st.tuples(st.integers(3, 9), st.integers(3, 9), st.sampled_from([1, 3])))
    with empty_weights():
        images = keras.Input(shape)
        x = images
        for _ in range(draw(st.integers(0, 4))):
            x = draw(st.sampled_from(SPATIAL))(draw, x)
        down = draw(
            st.sampled_from([layers.Flatten, layers.Flatten, layers.GlobalMaxPooling2D, layers.GlobalAveragePooling2D])
        )
        x = down()(x)
        for _ in range(draw(st.integers(0, 3))):
            x = draw(st.sampled_from(FLAT))(draw, x)
        model = keras.Model(images, layers.Dense(3, activation="softmax")(x))
    randomize(model)
    return model


@pytest.mark.filterwarnings("ignore:You are using a softmax over axis")  # Keras, of an axis of one
@SETTINGS
@given(st.data())
def test_the_file_gives_what_keras_gives(data: st.DataObject):
    model = network(data.draw)
    file = export.to_glass(model, scaling=SCALING, class_names=["a", "b", "c"])
    opened = glass.GlassModel(file, threads=1)
    images = pixels(opened.info.shape, n=2)
    wanted = keras.Model(model.input, [layer.output for layer in model.layers])(SCALING.apply(images), training=False)
    found = opened.activations(images)
    for layer, values in zip(model.layers, wanted, strict=True):
        if layer.name in found:
            assert found[layer.name].shape == values.shape
            largest = max(1, float(np.abs(values).max()))
            np.testing.assert_allclose(found[layer.name], np.asarray(values), rtol=1e-5, atol=1e-5 * largest)
    np.testing.assert_allclose(opened.predict(images), np.asarray(wanted[-1]), atol=1e-5)
