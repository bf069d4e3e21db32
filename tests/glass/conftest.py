"""Two small networks as files, made once."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers
from tests.layer_cases import randomize

from convscope import datasets, export

SCALING = datasets.SCALINGS["tutorial"]


def network(shape: tuple[int, int, int]) -> keras.Model:
    model = keras.Sequential(
        [
            keras.Input(shape),
            layers.Conv2D(4, 3, padding="same", activation="relu", name="conv"),
            layers.BatchNormalization(name="norm"),
            layers.MaxPooling2D(2, name="pool"),
            layers.Flatten(name="flat"),
            layers.Dropout(0.3, name="drop"),
            layers.Dense(3, activation="softmax", name="dense"),
        ]
    )
    randomize(model)
    return model


@pytest.fixture(scope="session")
def grey_keras() -> keras.Model:
    return network((6, 8, 1))


@pytest.fixture(scope="session")
def grey(grey_keras: keras.Model) -> bytes:
    """A glass file of 6 x 8 grey images and three classes."""
    return export.to_glass(
        grey_keras, scaling=SCALING, class_names=["一", "二", "三"], recipe="small", figures={"test_accuracy": 0.75}
    )


@pytest.fixture(scope="session")
def colour() -> bytes:
    """A glass file of 6 x 8 colour images and three classes."""
    return export.to_glass(network((6, 8, 3)), scaling=SCALING, class_names=["a", "b", "c"])


@pytest.fixture(scope="session")
def images() -> np.ndarray:
    """Five grey images."""
    return np.random.default_rng(0).integers(0, 256, (5, 6, 8, 1)).astype(np.uint8)
