"""Callbacks are called as Keras calls them."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from tests.engine.small import images, network

from convscope.engine import fit


class Diary(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Writes down what it is called with, at epochs only."""

    def __init__(self):
        super().__init__()
        self.pages = []

    def on_train_begin(self, logs=None):
        self.pages.append("train")

    def on_epoch_begin(self, epoch, logs=None):
        self.pages.append(("begin", epoch))

    def on_epoch_end(self, epoch, logs=None):
        self.pages.append(("end", epoch, sorted(logs)))

    def on_test_begin(self, logs=None):
        self.pages.append("test")

    def on_train_end(self, logs=None):
        self.pages.append("trained")


class Steps(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Wants every batch, and counts the weights it sees change."""

    def __init__(self):
        super().__init__()
        self.losses, self.kernels = [], set()

    def on_train_batch_end(self, batch, logs=None):
        self.losses.append(logs["loss"])
        self.kernels.add(self.model.get_weights()[0].tobytes())


def test_epoch_hooks_are_called_in_keras_order(capsys):
    x, y = images(64)
    diaries = Diary(), Diary()
    fit(network(), x, y, epochs=2, verbose=0, validation_split=0.2, callbacks=[diaries[0]])
    network().fit(x, y, epochs=2, verbose=0, validation_split=0.2, callbacks=[diaries[1]])
    assert diaries[0].pages == diaries[1].pages
    assert capsys.readouterr().err == ""


def test_batch_hooks_are_honoured_with_a_line_that_says_it_costs_speed(capsys):
    x, y = images(64)
    stepwise, whole = network(), network()
    steps = Steps()
    found = fit(stepwise, x, y, batch_size=16, epochs=2, verbose=0, seed=1, callbacks=[steps]).history
    wanted = fit(whole, x, y, batch_size=16, epochs=2, verbose=0, seed=1).history
    assert len(steps.losses) == len(steps.kernels) == 8
    np.testing.assert_allclose(found["loss"], wanted["loss"], rtol=1e-5)
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Steps" in said
    assert "costs speed" in said


def test_keras_callbacks_change_the_training_and_its_bar_is_printed(capsys):
    x, y = images(64)
    stop = keras.callbacks.EarlyStopping("loss", patience=0, min_delta=10)
    rate = keras.callbacks.LearningRateScheduler(lambda epoch: 0.1 / (epoch + 1))
    history = fit(network(), x, y, epochs=5, verbose=2, callbacks=[stop, rate]).history
    assert history["learning_rate"] == pytest.approx([0.1, 0.05])
    assert "Epoch 2/5" in capsys.readouterr().out
