"""The tutorial's network: its layers, parameters, compilation and scaling, and what a training of it gives."""

from __future__ import annotations

import keras
import numpy as np
import pytest

import convscope
from convscope.datasets import SCALINGS
from convscope.recipes import Choices, get_recipe


@pytest.fixture(scope="module")
def model() -> keras.Model:
    recipe = get_recipe("tutorial")
    return recipe.build((28, 28, 1), 10, recipe.choices)


def test_it_has_the_tutorials_parameters(model):
    assert model.count_params() == 696_454
    counts = [layer.count_params() for layer in model.layers if layer.weights]
    assert counts == [40, 296, 1168, 615_440, 78_500, 1010]


def test_it_has_the_tutorials_layers(model):
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds == [
        *("Conv2D", "MaxPooling2D", "Conv2D", "MaxPooling2D", "Conv2D"),
        *("Flatten", "Dropout", "Dense", "Dropout", "Dense", "Dense"),
    ]
    convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    assert [(c.filters, c.kernel_size, c.padding, c.activation.__name__) for c in convolutions] == [
        (4, (3, 3), "same", "relu"),
        (8, (3, 3), "same", "relu"),
        (16, (3, 3), "same", "relu"),
    ]
    dense = [
        (layer.units, layer.activation.__name__) for layer in model.layers if isinstance(layer, keras.layers.Dense)
    ]
    assert dense == [(784, "relu"), (100, "relu"), (10, "softmax")]
    assert [layer.rate for layer in model.layers if isinstance(layer, keras.layers.Dropout)] == [0.25, 0.25]
    assert model.layers[5].output.shape == (None, 784)


def test_it_is_compiled_as_the_tutorial_compiles_it(model):
    assert model.loss == "mse"
    assert type(model.optimizer) is keras.optimizers.Adam
    assert float(model.optimizer.learning_rate) == pytest.approx(0.001)


def test_its_choices_are_the_tutorials():
    assert get_recipe("tutorial").choices == Choices(
        epochs=10,
        batch_size=32,
        optimizer="adam",
        learning_rate=None,
        loss="mse",
        validation_split=0.2,
        dropout=0.25,
        scaling="tutorial",
    )


def test_its_scaling_gives_the_bits_of_numpy():
    grey = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1)
    expected = grey.astype(np.float32) / 127.5 - 1
    assert expected.dtype == np.float32
    assert np.array_equal(SCALINGS["tutorial"].apply(grey).view(np.uint32), expected.view(np.uint32))


def seed_the_order(epoch: int, logs: object = None) -> None:
    """Seed the generator that Keras shuffles with, for each epoch anew, so that one done again has the same order."""
    (entropy,) = np.random.SeedSequence([7, epoch]).generate_state(1)
    np.random.seed(int(entropy))  # noqa: NPY002


def test_a_training_gives_what_the_tutorials_own_program_gives(run_cli, tmp_path):
    # The tutorial's program, on the first images only, with its seed set as ours is.
    mnist = convscope.load("mnist")
    x_train, y_train = mnist.x_train[:200], mnist.y_train[:200]
    x = np.asarray(x_train, "float32").reshape(-1, 28, 28, 1) / 127.5 - 1
    y = keras.utils.to_categorical(y_train, 10)
    keras.utils.set_random_seed(7)
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(4, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(8, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(16, 3, padding="same", activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.25),
            keras.layers.Dense(784, activation="relu"),
            keras.layers.Dropout(0.25),
            keras.layers.Dense(100, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(loss="mse", optimizer="adam", metrics=["acc"])
    order = keras.callbacks.LambdaCallback(on_epoch_begin=seed_the_order)
    history = model.fit(x, y, validation_split=0.2, epochs=2, batch_size=32, callbacks=[order], verbose=0).history

    # In a process of its own: the checks of annotations draw from Python's generator, as Keras's initializers do.
    assert (
        run_cli(
            "train",
            "--limit",
            "200",
            "--epochs",
            "2",
            "--seed",
            "7",
            "--engine",
            "keras",
            "--out",
            "run",
            "--no-report",
        ).code
        == 0
    )
    run = convscope.Run(tmp_path / "run")

    assert set(run.history) == set(history)
    for name, values in history.items():
        assert run.history[name] == pytest.approx(values, rel=1e-6), name
    for ours, theirs in zip(run.model.get_weights(), model.get_weights(), strict=True):
        assert np.array_equal(ours, theirs)
    # Validation took the last fifth of the rows as they came.
    assert run.config["validation_rows"] == [160, 200]
    assert model.evaluate(x[160:], y[160:], verbose=0)[0] == pytest.approx(run.history["val_loss"][-1], rel=1e-5)
    assert run.metrics["parameters"] == 696_454
