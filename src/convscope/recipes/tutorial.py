"""The tutorial's convolutional network for MNIST: 696,454 parameters.

Record: 98.62 ± 0.08 % of the validation and 98.68 ± 0.28 % of the test images (mean and standard deviation of seeds
0 to 2); 37.2 s of training (2 cores of an AMD EPYC). `python benchmarks/seeds.py --recipe tutorial --seeds 3`
"""

from __future__ import annotations

import keras
from keras.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D

from convscope.recipes._choices import Choices
from convscope.recipes._recipe import Recipe, Shape


def network(shape: Shape, classes: int, choices: Choices) -> keras.Model:
    """Three convolutions, two poolings, and a perceptron with dropout on top of them."""
    return keras.Sequential(
        [
            keras.Input(shape),
            Conv2D(4, 3, padding="same", activation="relu"),
            MaxPooling2D(2),
            Conv2D(8, 3, padding="same", activation="relu"),
            MaxPooling2D(2),
            Conv2D(16, 3, padding="same", activation="relu"),
            Flatten(),
            Dropout(choices.dropout),
            Dense(784, activation="relu"),
            Dropout(choices.dropout),
            Dense(100, activation="relu"),
            Dense(classes, activation="softmax"),
        ],
        name="tutorial",
    )


RECIPE = Recipe(
    name="tutorial",
    words="the tutorial's CNN: conv 4, pool, conv 8, pool, conv 16, dense 784, dense 100",
    network=network,
    choices=Choices(
        epochs=10,
        batch_size=32,
        optimizer="adam",
        loss="mse",
        validation_split=0.2,
        dropout=0.25,
        scaling="tutorial",
    ),
)
