"""Networks that are not trained as they are saved: behind an augmentation, or as the mean of several."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

import convscope
from convscope._errors import InputError, JobError
from convscope.augmentation import RandomWarp
from convscope.recipes import Choices, Recipe, _registry
from convscope.training import TrainingInterrupted

NAME, ALONE = "tiny-ensemble", "tiny-alone"
MEMBERS, EPOCHS = 2, 3


def network(shape: Any, classes: int, choices: Choices) -> keras.Model:
    inside = [layers.MaxPooling2D(4), layers.Flatten(), layers.Dropout(choices.dropout), layers.Dense(12, "relu")]
    return keras.Sequential([keras.Input(shape), *inside, layers.Dense(classes, "softmax")], name="tiny")


RECIPE = Recipe(
    name=NAME,
    words="two tiny networks behind warped images",
    network=network,
    choices=Choices(epochs=EPOCHS, batch_size=8, loss="categorical_crossentropy", learning_rate=0.01),
    augmentation=lambda: RandomWarp(shift=1),
    members=MEMBERS,
)


@pytest.fixture(scope="module", autouse=True)
def _registered() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for recipe in (RECIPE, dataclasses.replace(RECIPE, name=ALONE, members=1)):
            module = types.ModuleType(f"convscope.recipes.{recipe.name.replace('-', '_')}")
            vars(module)["RECIPE"] = recipe
            patch.setitem(sys.modules, module.__name__, module)
        patch.setattr(_registry, "NAMES", (*_registry.NAMES, NAME, ALONE))
        yield


def train(out: Path, engine: str = "xla", recipe: str = NAME, seed: int = 5, **more: Any) -> convscope.Run:
    keras.utils.clear_session()  # layers' names begin anew, as in a process of its own
    return convscope.train(recipe, limit=150, seed=seed, engine=engine, out=out, quiet=True, **more)


def arrays(run: Path) -> dict[str, bytes]:
    with np.load(run / "checkpoint" / "state.npz") as file:
        return {name: file[name].tobytes() for name in file.files if name != "meta"}


class Interrupt(keras.callbacks.Callback):  # type: ignore[misc]  # Keras gives no types
    """Ends the training as Ctrl-C does, when so many epochs are done."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        if self.after == 0:
            raise KeyboardInterrupt
        self.after -= 1


@pytest.fixture(scope="module")
def undisturbed(_registered: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, convscope.Run]:
    """Give a finished run of each engine."""
    return {engine: train(tmp_path_factory.mktemp(engine) / "run", engine) for engine in ("xla", "keras")}


def test_an_ensemble_is_one_run(undisturbed):
    run = undisturbed["xla"]
    assert run.metrics["epochs"] == MEMBERS * EPOCHS
    assert [len(values) for values in run.history.values()] == 4 * [MEMBERS * EPOCHS]
    mnist = convscope.load("mnist")
    x = mnist.x_test[:100]
    members = [layer for layer in run.model.layers if isinstance(layer, keras.Model)]
    assert len(members) == MEMBERS
    each = np.stack([member.predict(x / np.float32(127.5) - 1, verbose=0) for member in members])
    np.testing.assert_allclose(run.glass.predict(x), each.mean(axis=0), atol=1e-5)
    assert np.abs(each[0] - each[1]).max() > 0.01
    # Both have learned: nobody guesses so well.
    right = (each.argmax(axis=-1) == mnist.y_test[:100]).mean(axis=1)
    assert right.min() > 0.2


def test_each_member_is_the_network_that_its_seed_gives_alone(undisturbed, tmp_path):
    members = [layer for layer in undisturbed["xla"].model.layers if isinstance(layer, keras.Model)]
    for number, member in enumerate(members):
        alone = train(tmp_path / str(number), recipe=ALONE, seed=5 + number)
        assert [w.tobytes() for w in alone.model.get_weights()] == [w.tobytes() for w in member.get_weights()]
        losses = undisturbed["xla"].history["loss"][number * EPOCHS : (number + 1) * EPOCHS]
        assert losses == alone.history["loss"]


def test_the_saved_network_opens_without_convscope(undisturbed):
    load = "import keras, sys; model = keras.saving.load_model('model.keras')"
    program = f"{load}; print(model.count_params(), 'convscope' in sys.modules)"
    command = [sys.executable, "-W", "ignore", "-c", program]
    run = undisturbed["xla"]
    done = subprocess.run(command, cwd=run.path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(run.metrics["parameters"]), "False"]


@pytest.mark.parametrize(("engine", "after"), [("xla", 2), ("xla", EPOCHS), ("keras", EPOCHS + 1)])
def test_interrupted_within_a_member_or_between_two_it_ends_with_the_same_bits(
    undisturbed, tmp_path, engine: str, after: int
):
    with pytest.raises(TrainingInterrupted):
        train(tmp_path / "run", engine, callbacks=[Interrupt(after)])
    keras.utils.clear_session()
    convscope.resume(tmp_path / "run")
    assert arrays(tmp_path / "run") == arrays(undisturbed[engine].path)
    for name in ("history.csv", "model.onnx", "summary.txt"):
        assert (tmp_path / "run" / name).read_bytes() == (undisturbed[engine].path / name).read_bytes(), name


@pytest.mark.parametrize("engine", ["xla", "keras"])
def test_a_loss_that_becomes_no_number_is_told_with_the_runs_epoch(engine, tmp_path):
    class Spoil(keras.callbacks.Callback):  # type: ignore[misc]  # Keras gives no types
        """Makes the second member's weights infinite before its second epoch."""

        begun = 0

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self.begun += 1
            if self.begun == EPOCHS + 2:
                self.model.set_weights([np.full_like(each, np.nan) for each in self.model.get_weights()])

    with pytest.raises(JobError, match=rf"must stay a number; found nan in epoch {EPOCHS + 2}; the epochs before it"):
        train(tmp_path / "run", engine, callbacks=[Spoil()])
    assert len(convscope.Run(tmp_path / "run").history["loss"]) == EPOCHS + 1


def test_the_epochs_of_an_ensemble_are_not_changed_later(undisturbed):
    with pytest.raises(InputError, match=r"an ensemble's epochs stay as they were.*--epochs 5"):
        convscope.resume(undisturbed["xla"].path, epochs=5)
