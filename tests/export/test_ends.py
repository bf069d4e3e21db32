"""What the last layer gives becomes logits and probabilities."""

from __future__ import annotations

import functools
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers
from tests.export.inputs import as_keras_wants, pixels
from tests.layer_cases import randomize

from convscope._errors import InputError

IMAGES = pixels((4, 4, 1), n=50)


def network(*last: layers.Layer) -> keras.Model:
    model = keras.Sequential([keras.Input((4, 4, 1)), layers.Flatten(), *last])
    randomize(model)
    return model


def keras_gives(model: keras.Model) -> np.ndarray:
    return np.asarray(model(as_keras_wants(IMAGES, model), training=False))


def softmax(z: np.ndarray) -> Any:
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def assert_pair(opened, probabilities: np.ndarray) -> None:
    """The probabilities are the wanted ones, and what calibration needs holds: softmax(logits)."""
    np.testing.assert_allclose(opened.predict(IMAGES), probabilities, atol=1e-6)
    np.testing.assert_allclose(softmax(opened.logits(IMAGES)), probabilities, atol=1e-6)


@pytest.mark.parametrize(
    "last",
    [
        lambda: [layers.Dense(3, activation="softmax")],
        lambda: [layers.Dense(3), layers.Softmax()],
        lambda: [layers.Dense(3), layers.Activation("softmax"), layers.Dropout(0.1)],
        lambda: [keras.Sequential([layers.Dense(3, activation="softmax")])],
    ],
    ids=["dense", "layer", "dropout-after", "nested"],
)
def test_a_softmax_is_taken_as_it_is(last, open_glass):
    model = network(*last())
    assert_pair(open_glass(model), keras_gives(model))


def test_the_logits_are_what_stood_before_the_softmax(open_glass):
    model = network(layers.Dense(3, name="sum"), layers.Softmax())
    opened = open_glass(model)
    np.testing.assert_array_equal(opened.logits(IMAGES), opened.activations(IMAGES)["sum"])


def ensemble() -> keras.Model:
    images = keras.Input((4, 4, 1))
    nets = [layers.Dense(3, activation="softmax")(layers.Flatten()(images)) for _ in range(3)]
    return keras.Model(images, layers.Average()(nets))


def convolutional(*last: layers.Layer) -> keras.Model:
    return keras.Sequential([keras.Input((4, 4, 1)), *last])


@pytest.mark.parametrize(
    "build",
    [
        ensemble,
        lambda: convolutional(layers.Conv2D(3, 4, activation="softmax"), layers.Flatten()),
        lambda: convolutional(layers.Conv2D(3, 4, activation="softmax"), layers.Reshape((3,))),
        lambda: convolutional(layers.Conv2D(3, 2, activation="softmax"), layers.GlobalAveragePooling2D()),
        lambda: convolutional(
            layers.Conv2D(3, 2), layers.Softmax(axis=3), layers.GlobalAveragePooling2D(keepdims=True), layers.Flatten()
        ),
    ],
    ids=["ensemble", "conv-flatten", "conv-reshape", "conv-mean", "conv-mean-keepdims"],
)
def test_shares_of_one_stay_as_they_are(build, open_glass):
    model = build()
    randomize(model)
    assert_pair(open_glass(model), keras_gives(model))


@pytest.mark.parametrize(
    "last",
    [
        lambda: [layers.Conv2D(3, 2), layers.Softmax(axis=1), layers.GlobalAveragePooling2D()],
        lambda: [layers.Conv2D(3, 2, activation="softmax"), layers.GlobalMaxPooling2D()],
    ],
    ids=["other-axis", "maximum"],
)
def test_what_does_not_sum_to_one_is_taken_as_logits(last, open_glass):
    model = convolutional(*last())
    randomize(model)
    assert_pair(open_glass(model), softmax(keras_gives(model)))


@pytest.mark.parametrize(
    "loss",
    [
        None,
        "mse",
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        functools.partial(keras.losses.sparse_categorical_crossentropy, from_logits=True),
    ],
)
def test_a_linear_end_gives_logits(loss, open_glass):
    model = network(layers.Dense(3))
    if loss:
        model.compile(loss=loss)
    assert_pair(open_glass(model), softmax(keras_gives(model)))


def test_several_sigmoids_give_shares(open_glass):
    model = network(layers.Dense(3, activation="sigmoid"))
    wanted = keras_gives(model)
    assert_pair(open_glass(model), wanted / wanted.sum(axis=1, keepdims=True))


@pytest.mark.parametrize(
    ("last", "loss"),
    [
        (lambda: [layers.Dense(1, activation="sigmoid")], None),
        (lambda: [layers.Dense(1), layers.Activation("sigmoid")], "binary_crossentropy"),
        (lambda: [layers.Dense(1)], keras.losses.BinaryCrossentropy(from_logits=True)),
    ],
    ids=["dense", "layer", "from-logits"],
)
def test_one_unit_for_two_classes(last, loss, open_glass):
    model = network(*last())
    if loss:
        model.compile(loss=loss)
    p = keras_gives(model)
    if isinstance(loss, keras.losses.Loss):
        p = 1 / (1 + np.exp(-p))
    opened = open_glass(model, classes=2)
    assert_pair(opened, np.concatenate([1 - p, p], axis=1))
    assert opened.activations(IMAGES)[opened.info.layers[-1].name].shape == (50, 1)


def test_one_unit_without_a_sigmoid_is_an_error(open_glass):
    with pytest.raises(InputError, match="must end in a sigmoid"):
        open_glass(network(layers.Dense(1)), classes=2)


@pytest.mark.parametrize("classes", [2, 4, 1])
def test_another_number_of_classes_is_an_error(classes: int, open_glass):
    with pytest.raises(InputError, match=r"one number a class; found \[3\] an image for"):
        open_glass(network(layers.Dense(3)), classes=classes)


def test_an_image_is_no_end(open_glass):
    model = keras.Sequential([keras.Input((4, 4, 1)), layers.Conv2D(3, 3)])
    with pytest.raises(InputError, match=r"found \[2, 2, 3\]"):
        open_glass(model)


def test_large_logits_do_not_overflow(open_glass):
    model = network(layers.Rescaling(1e4), layers.Dense(3, activation="sigmoid"))
    opened = open_glass(model)
    assert np.isfinite(opened.logits(IMAGES)).all()
    assert np.isfinite(opened.predict(IMAGES)).all()
