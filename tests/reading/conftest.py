"""A network that reads digits well enough to judge the preparation, trained in seconds and exported once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from convscope import datasets
from convscope.glass import GlassModel
from convscope.reading.compose import Page, Style, compose_page

if TYPE_CHECKING:
    from collections.abc import Callable

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


@pytest.fixture(scope="session")
def make_page(mnist, network) -> Callable[..., Page]:
    """Make pages of digits that the network reads right when they come straight from MNIST.

    So that the tests judge the reading of pages, not the network.
    """
    images, labels = np.asarray(mnist.x_test[:2000]), np.asarray(mnist.y_test[:2000])
    known = np.flatnonzero(network.predict(images)[np.arange(len(labels)), labels] > 0.95)

    def make(seed: int, count: int, **style: object) -> Page:
        rng = np.random.default_rng(seed)
        chosen = rng.choice(known, count, replace=False)
        return compose_page(images[chosen][..., 0], labels[chosen], Style(**style), rng)  # type: ignore[arg-type]

    return make
