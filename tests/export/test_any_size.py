"""A network of convolutions answers the same in ONNX Runtime as in Keras, at any size."""

from __future__ import annotations

import keras
import numpy as np
import onnxruntime
import pytest

from convscope import export
from convscope._errors import InputError
from convscope.export._any_size import INPUT, OUTPUT
from convscope.recipes._page_reader import network


def seen(data: bytes, ink: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    return np.asarray(session.run([OUTPUT], {INPUT: ink.transpose(0, 3, 1, 2)})[0]).transpose(0, 2, 3, 1)


@pytest.fixture(scope="module")
def model() -> keras.Model:
    keras.utils.set_random_seed(0)
    made = network((32, 48, 1))
    rng = np.random.default_rng(0)
    for layer in made.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.set_weights([rng.uniform(0.5, 1.5, weight.shape) for weight in layer.get_weights()])
    return made


def test_the_same_as_keras(model):
    ink = np.random.default_rng(1).random((1, 32, 48, 1), np.float32)
    np.testing.assert_allclose(seen(export.to_any_size(model), ink), np.asarray(model(ink)), atol=1e-4)


def test_at_another_size(model):
    ink = np.random.default_rng(2).random((1, 64, 24, 1), np.float32)
    larger = network((64, 24, 1))
    larger.set_weights(model.get_weights())
    np.testing.assert_allclose(seen(export.to_any_size(model), ink), np.asarray(larger(ink)), atol=1e-4)


def test_other_layers_are_refused():
    with pytest.raises(InputError, match="made of convolutions"):
        export.to_any_size(keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(2)]))
