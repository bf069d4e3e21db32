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


def test_hooks_that_are_set_on_the_callback_are_called_in_validation_too():
    x, y = images(64)
    seen = []

    def train(trainer):
        pages: list[tuple[object, object]] = []
        seen.append(pages)
        diary = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: pages.append(("train", batch)))
        diary.on_test_batch_begin = lambda batch, logs=None: pages.append(("test", batch))
        diary.on_test_batch_end = lambda batch, logs=None: pages.append((batch, sorted(logs)))
        trainer(x, y, batch_size=16, verbose=0, validation_split=0.5, callbacks=diary)

    train(lambda *data, **options: fit(network(), *data, **options))
    train(network().fit)
    # Keras may call these hooks in threads, so its order between training and validation is by chance.
    assert sorted(map(str, seen[0])) == sorted(map(str, seen[1]))
    assert ("test", 1) in seen[0]


def test_what_a_callback_changes_before_a_batch_counts():
    class Still(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
        def on_train_batch_begin(self, batch, logs=None):
            self.model.optimizer.learning_rate = 0.0
            if batch == 2:
                self.model.set_weights([np.zeros_like(weight) for weight in self.model.get_weights()])

    x, y = images(64)
    model = network(dropout=False)
    fit(model, x, y, batch_size=16, verbose=0, callbacks=[Still()])
    assert float(model.optimizer.learning_rate.numpy()) == 0
    assert not model.layers[1].kernel.numpy().any()


def test_a_training_goes_on_from_keras_own_backup(tmp_path):
    x, y = images(32)

    class Accident(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 2:
                raise InterruptedError

    def backup():
        return keras.callbacks.BackupAndRestore(tmp_path / "backup")

    with pytest.raises(InterruptedError):
        fit(network(), x, y, epochs=4, verbose=0, callbacks=[backup(), Accident()])
    assert fit(network(), x, y, epochs=4, verbose=0, callbacks=[backup()]).epoch == [2, 3]


def test_a_list_of_callbacks_that_keras_made_is_taken_and_nan_may_end_the_training_by_a_callback():
    x, y = images(32)
    model = network()
    calls = keras.callbacks.CallbackList([keras.callbacks.TerminateOnNaN()], add_history=True, model=model)
    model.optimizer.learning_rate = 1e30
    history = fit(model, x, y, batch_size=8, epochs=5, verbose=0, callbacks=calls)
    assert len(history.epoch) < 5
