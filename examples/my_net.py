"""A network of one's own: two convolutions and one dense layer.

convscope train --model examples/my_net.py
"""

from __future__ import annotations

import keras
from keras import layers


def build_model(input_shape: tuple[int, int, int], classes: int) -> keras.Model:
    """Return the compiled model for images of `input_shape` (height, width, channels)."""
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Conv2D(16, 5, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(classes, activation="softmax"),
        ]
    )
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["acc"])
    return model
