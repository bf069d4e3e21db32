"""The checkpoint: everything the next epoch depends on, in one file, written whole after every epoch."""

from __future__ import annotations

import dataclasses
import io
import json
import time
import zipfile
from pathlib import Path
from typing import Any

import keras
import numpy as np

from convscope import _files
from convscope._errors import InputError
from convscope.runs import History, RunFolder
from convscope.training._network import Network
from convscope.training._whole_run import WholeRun

_META = "meta"


@dataclasses.dataclass(frozen=True)
class State:
    """What a checkpoint says besides the arrays.

    Attributes:
        epoch: epochs that are done.
        seconds: seconds of training so far, over all sittings.
        stopped: whether a callback ended the training there.
        history: one list a figure, one value an epoch.
    """

    epoch: int
    seconds: float
    stopped: bool
    history: History


def save_state(path: Path, network: Network, state: State) -> None:
    """Write the learners' variables (weights, random seeds' states), the optimizer's, and `state`."""
    groups = _groups(network, state.epoch)
    arrays = {
        f"{name}/{i}": np.asarray(keras.ops.convert_to_numpy(v)) for name, group in groups for i, v in enumerate(group)
    }
    meta = np.frombuffer(json.dumps(dataclasses.asdict(state)).encode(), np.uint8)
    # bfloat16 and its like are no types of NumPy's files: their bytes are, and the model knows the type.
    arrays = {name: a if a.dtype.isbuiltin else a.view(np.uint8) for name, a in arrays.items()}
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **{_META: meta}, **arrays)
    _files.write_bytes(path, buffer.getvalue())


def load_state(path: Path, network: Network) -> State:
    """Put a checkpoint's arrays into the network's learners and return the rest.

    Raises:
        InputError: the file is damaged, or another network's.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            state = State(**json.loads(file[_META].tobytes()))
            groups = _groups(network, state.epoch)
            variables = {f"{name}/{i}": v for name, group in groups for i, v in enumerate(group)}
            if set(file.files) != {_META, *variables}:
                raise InputError(
                    "a checkpoint must belong to the run's network",
                    found=f"{len(file.files) - 1} arrays for {len(variables)} variables",
                    file=path,
                )
            values = {name: _restored(file[name], variable) for name, variable in variables.items()}
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            "the checkpoint must be whole", found=error, todo="train anew with --overwrite (overwrite=True)", file=path
        ) from error
    for name, variable in variables.items():
        variable.assign(values[name])
    return state


def _groups(network: Network, epoch: int) -> list[tuple[str, list[Any]]]:
    """Return Keras's variables by group: all learners' own, and the optimizer's of the one that did `epoch`."""
    last = min((epoch - 1) // network.choices.epochs, len(network.learners) - 1)
    learner = network.learners[last]
    learner.optimizer.build(learner.trainable_variables)  # does nothing the second time
    variables = [variable for learner in network.learners for variable in learner.variables]
    return [("model", variables), ("optimizer", learner.optimizer.variables)]


def _restored(array: np.ndarray, variable: Any) -> np.ndarray:
    """Return the array in the variable's type, its shape checked."""
    wanted = keras.ops.convert_to_numpy(variable)
    if array.dtype != wanted.dtype and not wanted.dtype.isbuiltin:
        array = array.view(wanted.dtype)
    if array.shape != wanted.shape or array.dtype != wanted.dtype:
        raise ValueError(f"{array.dtype}{array.shape} for {variable.path} of {wanted.dtype}{wanted.shape}")
    return array


class Checkpoint(WholeRun):
    """Saves the state and `history.csv` after every epoch.

    Args:
        run: the folder to save in.
        network: the learners to save.
        seed: with the epoch it decides the order of the images, so that an epoch done again has the same one.
        before: the state that was loaded, when a run goes on.
    """

    def __init__(self, run: RunFolder, network: Network, seed: int, before: State | None = None) -> None:
        super().__init__()
        self.run, self.network, self.seed = run, network, seed
        self.state = before or State(epoch=0, seconds=0.0, stopped=False, history={})
        self._started = time.perf_counter()
        self._seconds_before = self.state.seconds

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Start the clock, for each learner anew."""
        del logs
        self._started, self._seconds_before = time.perf_counter(), self.state.seconds

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Seed NumPy's generator, from which Keras draws this epoch's order."""
        del logs
        (entropy,) = np.random.SeedSequence([self.seed, self.epochs_before + epoch]).generate_state(1)
        np.random.seed(int(entropy))  # noqa: NPY002 - Keras shuffles with this generator

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Save."""
        history = {name: list(values) for name, values in self.state.history.items()}
        for name, value in (logs or {}).items():
            history.setdefault(name, []).append(float(value))
        # A figure of a callback that not every sitting had is no column.
        done = self.epochs_before + epoch + 1
        history = {name: values for name, values in history.items() if len(values) == done}
        self.state = State(
            epoch=done,
            seconds=self._seconds_before + time.perf_counter() - self._started,
            stopped=bool(self.model.stop_training),
            history=history,
        )
        save_state(self.run.state_path, self.network, self.state)
        self.run.write_history(history)
