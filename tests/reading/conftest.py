"""A network that reads digits well enough to judge the preparation, trained in seconds and exported once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from convscope import datasets
from convscope.glass import GlassModel

if TYPE_CHECKING:
    from convscope.datasets import Dataset


@pytest.fixture(scope="session")
def mnist() -> Dataset:
    return datasets.load("mnist")


@pytest.fixture(scope="session")
def network(mnist) -> GlassModel:
    """About 97 % on MNIST's test part."""
    import keras  # after the backend was chosen

    from convscope import export

    keras.utils.set_random_seed(3)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(8, 5, strides=2, activation="relu"),
            layers.Conv2D(24, 3, strides=2, activation="relu"),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.Adam(3e-3))
    images = np.asarray(mnist.x_train[:20_000], np.float32) / 255
    model.fit(images, mnist.y_train[:20_000], epochs=3, batch_size=128, verbose=0)
    scaling = datasets.SCALINGS["unit"]
    return GlassModel(export.to_glass(model, scaling=scaling, class_names=[str(digit) for digit in range(10)]))
