"""Networks and images that the export's tests begin with."""

from __future__ import annotations

import keras
import numpy as np
from tests.layer_cases import LayerCase, empty_weights, randomize

from convscope import datasets

SCALING = datasets.SCALINGS["tutorial"]


WRAPPING = ("to_row", "the_flatten", "the_end")
"""The layers that `with_end` adds."""


def with_end(case: LayerCase, classes: int = 3) -> keras.Model:
    """Build `case` between an image and a softmax of `classes`."""
    with empty_weights():
        images = keras.Input((1, 1, *case.shape) if len(case.shape) == 1 else case.shape)
        x = keras.layers.Flatten(name="to_row")(images) if len(case.shape) == 1 else images
        x = case.build(x)
        x = keras.layers.Flatten(name="the_flatten")(x) if len(x.shape) > 2 else x
        model = keras.Model(images, keras.layers.Dense(classes, activation="softmax", name="the_end")(x))
    randomize(model)
    return model


def pixels(shape: tuple[int, ...], n: int = 3) -> np.ndarray:
    """Give `n` raw images, the same for everyone."""
    return np.random.default_rng(3).integers(0, 256, (n, *shape)).astype(np.uint8)


def as_keras_wants(images: np.ndarray, model: keras.Model) -> np.ndarray:
    """Scale raw images and give them the shape of the model's input."""
    return SCALING.apply(images).reshape(len(images), *model.input_shape[1:])
