"""Small data and networks that the engine's tests train."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import layers


def images(n: int = 70, size: int = 8, classes: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Give `n` random images uint8 (n, size, size, 1) and labels."""
    rng = np.random.default_rng(3)
    return rng.integers(0, 256, (n, size, size, 1), dtype=np.uint8), rng.integers(0, classes, n)


def network(*, dropout: bool = True, size: int = 8, seed: int = 1, **compiling: Any) -> keras.Model:
    """Give a small compiled network like the tutorial's; the same weights for the same seed."""
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((size, size, 1)),
            layers.Rescaling(1 / 127.5, -1),
            layers.Conv2D(3, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.BatchNormalization(),
            layers.Flatten(),
            *([layers.Dropout(0.25)] if dropout else []),
            layers.Dense(3, activation="softmax"),
        ]
    )
    options = {"loss": "sparse_categorical_crossentropy", "optimizer": "adam", "metrics": ["acc"]}
    model.compile(**(options | compiling))
    return model


def weights_differ(found: keras.Model, wanted: keras.Model) -> tuple[float, float]:
    """Give the largest and the median difference between two models' float weights; of what is beyond 1, its share."""
    gaps = [
        (np.abs(a.astype(float) - b) / np.maximum(1, np.abs(b))).ravel()
        for a, b in zip(found.get_weights(), wanted.get_weights(), strict=True)
        if a.dtype == np.float32
    ]
    every = np.concatenate(gaps)
    return float(every.max()), float(np.median(every))
