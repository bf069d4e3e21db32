"""Layers that stay Keras's own inside our program: they are compiled into the epoch, in Keras's layout."""

from __future__ import annotations

from typing import Any

import keras

from convscope.augmentation import RandomWarp
from convscope.engine._form import Form, Lowering, Site, keras_form

_MOVES = ("Cropping2D", "Permute", "UpSampling2D", "ZeroPadding2D")
"""No arithmetic."""
_ALONG_CHANNELS = ("PReLU", "Softmax", "GroupNormalization", "UnitNormalization")
_AUGMENTATIONS = (
    *("RandomTranslation", "RandomRotation", "RandomZoom", "RandomFlip", "RandomShear", "RandomErasing"),
    *("RandomContrast", "RandomBrightness", "GaussianNoise", "GaussianDropout", "AlphaDropout"),
)
"""Each draws from its own generator, whose state is a weight of the model."""


def lower_as_keras(site: Site) -> list[Form]:
    """Give Keras's own computation only."""
    return [keras_form(site)]


LOWERINGS: dict[type[Any], Lowering] = {
    getattr(keras.layers, name): lower_as_keras
    for name in (*_MOVES, *_ALONG_CHANNELS, *_AUGMENTATIONS)
    if hasattr(keras.layers, name)
} | {RandomWarp: lower_as_keras}
