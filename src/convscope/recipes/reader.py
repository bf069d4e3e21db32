"""The network that reads other people's digits: small, quick, with batch normalization and warped images.

Its record is the shipped network's card, `src/convscope/pretrained/README.md`: `scripts/make_reader.py` trains it on
MNIST's digits in many hands. On a dataset as it is, `convscope train --recipe reader` trains the same network.
"""

from __future__ import annotations

import keras
from keras.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D

from convscope.augmentation import RandomWarp
from convscope.recipes._choices import Choices
from convscope.recipes._muon import Muon
from convscope.recipes._recipe import Recipe, Shape
from convscope.recipes._schedule import one_cycle


def network(shape: Shape, classes: int, choices: Choices) -> keras.Model:
    """Four convolutions, each with its batch normalization, and one dense layer: 274,186 parameters for MNIST."""
    return keras.Sequential(
        [
            keras.Input(shape),
            Conv2D(32, 5, padding="same", activation="relu"),
            MaxPooling2D(2),
            BatchNormalization(),
            Conv2D(64, 3, padding="same", activation="relu"),
            MaxPooling2D(2),
            BatchNormalization(),
            Conv2D(128, 3, padding="same", activation="relu"),
            BatchNormalization(),
            Conv2D(128, 3, activation="relu"),
            BatchNormalization(),
            Flatten(),
            Dropout(choices.dropout),
            Dense(classes, activation="softmax"),
        ],
        name="reader",
    )


def optimizer(choices: Choices, steps: int) -> keras.optimizers.Optimizer:
    """Muon; its learning rate rises over a fifth of the steps, then falls to zero."""
    cycle = one_cycle(choices.learning_rate or 0.01, steps, start=0.1, rising=0.2)
    return Muon(cycle, weight_decay=None, adam_lr_ratio=0.4)


def augmentation() -> keras.Layer:
    """Every image turned, sheared, scaled, shifted and bent a little: others in each epoch."""
    return RandomWarp(rotation=8, shear=0.1, zoom=0.06, shift=1, bend=0.4)


RECIPE = Recipe(
    name="reader",
    words="the shipped reader's network: four convolutions, batch normalization, warped images",
    network=network,
    optimizer=optimizer,
    augmentation=augmentation,
    choices=Choices(
        epochs=12,
        batch_size=128,
        optimizer="muon",
        loss="categorical_crossentropy",
        validation_split=0.1,
        dropout=0.3,
        scaling="unit",
    ),
)
