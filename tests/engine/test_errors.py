"""Bad input of `fit`: one sentence, and nothing is changed."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from tests.engine.small import images, network

from convscope import InputError, JobError
from convscope.engine import explain, fit

X, Y = images()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"y": Y[:-1]}, "same length; found 70 and 69"),
        ({"sample_weight": np.ones(3)}, "same length; found 70 and 3"),
        ({"x": X[:, :5]}, r"shape of the model's input, \(8, 8, 1\) an image; found \(5, 8, 1\)"),
        ({"x": X[:0], "y": Y[:0]}, "at least one row"),
        ({"x": np.where(X[0, 0, 0] == X, np.nan, X)}, "must hold numbers only; found NaN in"),
        ({"y": Y + 1}, "labels must be from 0 to 2.*found 1 to 3"),
        ({"y": Y - 1}, "labels must be from 0 to 2.*found -1 to 1"),
        ({"batch_size": 0}, "batch_size must be 1 or more; found 0"),
        ({"epochs": -1}, "epochs must be 0 or more"),
        ({"validation_split": 1.0}, "validation_split"),
        ({"validation_split": 0.99}, "at least one image on either side"),
        ({"validation_data": (X, Y[:5])}, "validation x and y must have the same length"),
        ({"validation_data": (X, Y + 5)}, "validation labels"),
        ({"y": np.eye(3)[Y]}, r"one class number an image.*found \(3,\) an image"),
        ({"y": None}, "y must be given"),
        ({"x": None}, "x must be given"),
        ({"x": {"picture": X}}, "array for each of the model's inputs; found none named .*, but picture"),
        ({"y": np.where(Y == 0, "none", "some")}, "y must hold numbers only; found values of type <U4"),
        ({"y": [Y + 1]}, "labels must be from 0 to 2.*found 1 to 3"),
        ({"y": Y.tolist()}, "y must hold arrays; found single numbers"),
        ({"class_weight": {0: 2.0}, "sample_weight": np.ones(70)}, "cannot both be given"),
    ],
)
def test_data_that_do_not_fit_are_one_sentence(arguments, words):
    model = network()
    before = model.get_weights()
    with pytest.raises(InputError, match=words) as caught:
        fit(model, **({"x": X, "y": Y, "verbose": 0} | arguments))
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, ValueError)
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


def test_targets_of_another_shape_than_the_outputs():
    with pytest.raises(
        InputError, match=r"shape of the model's output, \(3,\) an image, for the loss mean_squared_error.*one-hot"
    ):
        fit(network(loss="mse"), X, Y, verbose=0)
    with pytest.raises(InputError, match=r"for the loss categorical_crossentropy; found \(2,\) an image; reshape"):
        fit(network(loss=keras.losses.CategoricalCrossentropy()), X, np.ones((len(X), 2)), verbose=0)


@pytest.mark.parametrize("wrap", [lambda loss: [loss], lambda loss: {"last": loss}])
def test_labels_are_checked_however_the_loss_is_given(wrap):
    inputs = keras.Input((8, 8, 1))
    model = keras.Model(inputs, keras.layers.Dense(3, name="last")(keras.layers.Flatten()(inputs)))
    model.compile("sgd", wrap("sparse_categorical_crossentropy"))
    with pytest.raises(InputError, match=r"labels must be from 0 to 2.*found 5 to 7"):
        fit(model, X, Y + 5, verbose=0)


def test_a_model_that_is_not_compiled_or_none():
    with pytest.raises(InputError, match="must be compiled"):
        fit(keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten()]), X, Y)
    with pytest.raises(InputError, match="trains a Keras model; found str"):
        fit("model", X, Y)


@pytest.mark.parametrize("stepwise", [False, True])
def test_a_loss_that_becomes_nan_stops_and_keeps_the_last_good_weights(stepwise):
    class Poison(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 1:
                self.good = self.model.get_weights()
                self.model.optimizer.learning_rate = float("inf")

    class Batches(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
        def on_train_batch_end(self, batch, logs=None):
            pass

    model, poison = network(dropout=False), Poison()
    callbacks = [poison, Batches()] if stepwise else [poison]
    with pytest.raises(JobError, match="must stay a number; found nan in epoch 2"):
        fit(model, X, Y, batch_size=16, epochs=3, verbose=0, callbacks=callbacks)
    assert all(np.array_equal(a, b) for a, b in zip(poison.good, model.get_weights(), strict=True))


def test_explain_names_the_layer_that_it_cannot_lower():
    class Own(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, x):
            return x

    with pytest.raises(InputError, match="'mine'"):
        explain(keras.Sequential([keras.Input((3,)), Own(name="mine")]))
