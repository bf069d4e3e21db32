"""One network, as exact as ten minutes allow: batch normalization, warped images, one cycle of the learning rate.

Record: not measured yet.
"""

from __future__ import annotations

import keras
from keras.layers import BatchNormalization, Conv2D, Dense, GlobalAveragePooling2D, MaxPooling2D, ReLU

from convscope.augmentation import RandomWarp
from convscope.recipes._choices import Choices
from convscope.recipes._recipe import Recipe, Shape
from convscope.recipes._schedule import one_cycle


def network(shape: Shape, classes: int, choices: Choices) -> keras.Model:
    """Four convolutions, each with its batch normalization, and the mean over what is left of the image."""
    del choices  # no dropout: the warped images are never twice the same
    return keras.Sequential(
        [
            keras.Input(shape),
            Conv2D(32, 5, padding="same", use_bias=False),
            MaxPooling2D(2),
            BatchNormalization(momentum=0.9),
            ReLU(),
            Conv2D(32, 3, padding="same", use_bias=False),
            MaxPooling2D(2),
            BatchNormalization(momentum=0.9),
            ReLU(),
            Conv2D(64, 3, padding="same", use_bias=False),
            BatchNormalization(momentum=0.9),
            ReLU(),
            Conv2D(64, 3, padding="same", use_bias=False),
            BatchNormalization(momentum=0.9),
            ReLU(),
            GlobalAveragePooling2D(),
            Dense(classes, activation="softmax"),
        ],
        name="best",
    )


def optimizer(choices: Choices, steps: int) -> keras.optimizers.Optimizer:
    """Adam; its learning rate rises over a quarter of the steps, then falls to zero."""
    cycle = one_cycle(choices.learning_rate or 0.004, steps, start=0.1, rising=0.25)
    return keras.optimizers.Adam(cycle)


def loss() -> keras.losses.Loss:
    """Cross-entropy against labels that are nine tenths sure."""
    return keras.losses.CategoricalCrossentropy(label_smoothing=0.1)


def augmentation() -> keras.Layer:
    """Every image turned, sheared, scaled and shifted a little."""
    return RandomWarp(rotation=10, shear=0.1, zoom=0.1, shift=2)


RECIPE = Recipe(
    name="best",
    words="one network, as exact as ten minutes allow: four convolutions, batch normalization, warped images",
    network=network,
    optimizer=optimizer,
    loss=loss,
    augmentation=augmentation,
    choices=Choices(
        epochs=12,
        batch_size=125,
        optimizer="adam",
        loss="categorical_crossentropy",
        validation_split=0.0,
        dropout=0.0,
        scaling="unit",
    ),
)
