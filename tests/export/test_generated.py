"""Networks that nobody thought of: whatever is built from layers with rules, the file gives what Keras gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keras import layers
from tests.export.inputs import SCALING, pixels
from tests.layer_cases import empty_weights, randomize

from convscope import export, glass

SETTINGS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)

# Nets are built in the test, not in a strategy: Keras draws seeds from `random`, which strategies must not touch.
paddings = st.sampled_from(["same", "valid"])


def spatial_layer(draw: Callable[..., Any], x: Any) -> Any:
    """Put one layer after `x` (height, width, channels); give the output."""
    height, width, channels = x.shape[1:]
    kind = draw(st.sampled_from(["conv", "depthwise", "pool", "normalize", "activate", "pad", "shortcut", "join"]))
    window = st.tuples(st.integers(1, min(height, 3)), st.integers(1, min(width, 3)))
    if kind == "conv":
        groups = draw(st.sampled_from([1, channels]))
        filters = groups * draw(st.integers(1, 3))
        size, padding = draw(window), draw(paddings)
        strides = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
        activation = draw(st.sampled_from([None, "relu", "tanh", "gelu"]))
        return layers.Conv2D(filters, size, strides, padding, groups=groups, activation=activation)(x)
    if kind == "depthwise":
        return layers.DepthwiseConv2D(draw(window), padding=draw(paddings), depth_multiplier=draw(st.integers(1, 2)))(x)
    if kind == "pool":
        pool = draw(st.sampled_from([layers.MaxPooling2D, layers.AveragePooling2D]))
        return pool(draw(window), strides=draw(st.none() | st.integers(1, 3)), padding=draw(paddings))(x)
    if kind == "normalize":
        normalize = draw(st.sampled_from([layers.BatchNormalization, layers.LayerNormalization]))
        return normalize(axis=draw(st.integers(1, 3)))(x)
    if kind == "activate":
        return draw(st.sampled_from([layers.ReLU, layers.PReLU, layers.Softmax, layers.Identity]))()(x)
    if kind == "pad":
        return layers.ZeroPadding2D(draw(st.tuples(st.integers(0, 2), st.integers(0, 2))))(x)
    other = layers.Conv2D(channels, 3, padding="same")(x)
    if kind == "shortcut":
        return draw(st.sampled_from([layers.Add, layers.Multiply, layers.Maximum]))()([x, other])
    return layers.Concatenate(axis=draw(st.integers(1, 3)))([other, x])


def flat_layer(draw: Callable[..., Any], x: Any) -> Any:
    """Put one layer after `x` (units)."""
    kind = draw(st.sampled_from(["dense", "normalize", "activate", "drop", "shortcut", "join"]))
    if kind == "dense":
        return layers.Dense(draw(st.integers(1, 6)), activation=draw(st.sampled_from([None, "relu", "softmax"])))(x)
    if kind == "normalize":
        return draw(st.sampled_from([layers.BatchNormalization, layers.LayerNormalization]))()(x)
    if kind == "activate":
        return draw(st.sampled_from([layers.ReLU, layers.PReLU, layers.Softmax]))()(x)
    if kind == "drop":
        return layers.Dropout(0.5)(x)
    other = layers.Dense(x.shape[-1])(x)
    merge = layers.Add if kind == "shortcut" else layers.Concatenate
    return merge()([other, x])


def network(draw: Callable[..., Any]) -> keras.Model:
    """Build a network: some spatial layers, a way down to one row, some flat ones, a softmax."""
    shape = draw(st.tuples(st.integers(3, 9), st.integers(3, 9), st.sampled_from([1, 3])))
    with empty_weights():
        images = keras.Input(shape)
        x = images
        for _ in range(draw(st.integers(0, 4))):
            x = spatial_layer(draw, x)
        down = draw(
            st.sampled_from([layers.Flatten, layers.Flatten, layers.GlobalMaxPooling2D, layers.GlobalAveragePooling2D])
        )
        x = down()(x)
        for _ in range(draw(st.integers(0, 3))):
            x = flat_layer(draw, x)
        model = keras.Model(images, layers.Dense(3, activation="softmax")(x))
    randomize(model)
    return model


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
            values = np.asarray(values)
            assert found[layer.name].shape == values.shape
            np.testing.assert_allclose(found[layer.name], values, rtol=1e-5, atol=1e-5 * max(1, np.abs(values).max()))
    np.testing.assert_allclose(opened.predict(images), np.asarray(wanted[-1]), atol=1e-5)
