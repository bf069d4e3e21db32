"""A small network and a small data set."""

from __future__ import annotations

from typing import Any

import numpy as np

TINY_NETWORK = """
import keras
from keras.layers import Dense, Dropout, Flatten, MaxPooling2D


def build_model(input_shape, classes):
    layers = [keras.Input(input_shape), MaxPooling2D(4), Flatten(), Dropout(0.25), Dense(16, activation="relu")]
    model = keras.Sequential([*layers, Dense(classes, activation="softmax")])
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["acc"])
    return model
"""
"""A user's network: small, and with everything in it that a checkpoint must hold (Adam's moments, dropout's seed)."""

TINY = ("--limit", "200", "--no-report")


def tiny_arrays(n: int = 60, side: int = 8, classes: int = 3, seed: int = 0) -> dict[str, Any]:
    """Give the four arrays of a small data set whose classes can be told apart."""
    generator = np.random.default_rng(seed)
    arrays: dict[str, Any] = {}
    for part, count in (("train", n), ("test", n // 2)):
        labels = np.arange(count) % classes
        noise = generator.integers(0, 60, (count, side, side))
        arrays[f"x_{part}"] = (noise + 60 * labels[:, None, None]).astype(np.uint8)
        arrays[f"y_{part}"] = labels.astype(np.int64)
    return arrays
