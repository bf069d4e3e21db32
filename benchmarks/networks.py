"""The networks that the benchmarks train: the tutorial's and three published ones, compiled as they were published."""

from __future__ import annotations

from typing import Any

import numpy as np

from convscope.recipes import get_recipe


def tutorial() -> Any:
    """The recipe `tutorial`: conv 4, 8, 16 and dense 784, 100."""
    recipe = get_recipe("tutorial")
    return recipe.build((28, 28, 1), 10, recipe.choices)


def convnet() -> Any:
    """Keras's example `mnist_convnet`: conv 32, pool, conv 64, pool, Dropout, dense."""
    import keras
    from keras import layers

    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ],
        name="convnet",
    )
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model


def lenet() -> Any:
    """LeNet-5 (LeCun et al. 1998) as it is usually written today: tanh, average pooling, softmax."""
    import keras
    from keras import layers

    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(6, 5, padding="same", activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Conv2D(16, 5, activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Flatten(),
            layers.Dense(120, activation="tanh"),
            layers.Dense(84, activation="tanh"),
            layers.Dense(10, activation="softmax"),
        ],
        name="lenet",
    )
    model.compile(loss="categorical_crossentropy", optimizer="sgd", metrics=["accuracy"])
    return model


def eight() -> Any:
    """Eight layers with weights, normalised by batch: three pairs of convolutions (16, 32, 64) as in VGG, two dense."""
    import keras
    from keras import layers

    body: list[Any] = []
    for filters in (16, 32, 64):
        for _ in range(2):
            body += [
                layers.Conv2D(filters, 3, padding="same", use_bias=False),
                layers.BatchNormalization(),
                layers.ReLU(),
            ]
        body.append(layers.MaxPooling2D(2))
    head = [layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax")]
    model = keras.Sequential([keras.Input((28, 28, 1)), *body, *head], name="eight")
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model


NETWORKS = {"tutorial": tutorial, "convnet": convnet, "lenet": lenet, "eight": eight}


def training_operations(model: Any) -> float:
    """Count the additions and multiplications of the products that training on one image needs.

    A layer multiplies three times: forward, for its kernel's gradient, and for its input's; the first layer with
    weights needs no input's gradient. Poolings, activations and the optimizer are not counted.
    """
    total, first = 0.0, True
    for layer in model.layers:
        if not hasattr(layer, "kernel"):
            continue
        places = float(np.prod(layer.output.shape[1:-1]))
        total += 2 * np.prod(layer.kernel.shape) * places * (2 if first else 3)
        first = False
    return total
