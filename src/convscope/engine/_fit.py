"""`fit`: Keras's own, with every epoch one compiled program."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import jax
import keras
import numpy as np

from convscope._errors import JobError
from convscope.engine._checks import check_arrays, check_model, check_numbers
from convscope.engine._data import Data, as_arrays, lists_arrays, split, weigh
from convscope.engine._graph import NotLoweredError, graph_of
from convscope.engine._hooks import wants_batches
from convscope.engine._plan import plan
from convscope.engine._program import Programs, State, read_state, row_order, seed_generators, write_state
from convscope.engine._programs import programs_for


def fit(
    model: Any,
    x: Any = None,
    y: Any = None,
    *,
    batch_size: int | None = None,
    epochs: int = 1,
    verbose: str | int = "auto",
    callbacks: Sequence[Any] | None = None,
    validation_split: float = 0.0,
    validation_data: Any = None,
    shuffle: bool = True,
    class_weight: dict[int, float] | None = None,
    sample_weight: Any = None,
    initial_epoch: int = 0,
    seed: int | None = None,
) -> keras.callbacks.History:
    """Train a compiled Keras model, as `model.fit` does, several times faster on a CPU.

    Every epoch is one compiled program over data that lies on the device, with the layers lowered to forms that are
    fast there. Losses, metrics, optimizers, schedules, regularisers and constraints are Keras's own. What differs:
    the order of the shuffle, and dropout's random bits. Callbacks are called as ever; one that overrides a hook at
    the batches' begin or end costs speed, and a line says so. A model with a layer that has no lowering, data that
    is no array, and other backends than JAX are trained by `model.fit`, and a line says why.

    Args:
        model: a compiled Keras model.
        x: arrays, `(n, height, width, channels)` for images; uint8 stays uint8 on the device.
        y: labels or targets, n rows.
        batch_size: images a step, 32 by default.
        epochs: train until this many have been done.
        verbose: 0 is silent, 1 a bar an epoch, 2 a line an epoch.
        callbacks: Keras's or your own.
        validation_split: share of the last rows to validate on.
        validation_data: `(x, y)` or `(x, y, weights)` to validate on.
        shuffle: take the rows in another order each epoch.
        class_weight: from class number to weight.
        sample_weight: one number an image.
        initial_epoch: the epoch to begin with, after a resume.
        seed: what is random in an epoch (the shuffle, dropout, augmentation) depends on it and the epoch's number
            only. So a model that was saved with its optimizer after epoch e goes on with the same bits by the same
            seed and `initial_epoch=e`. Without it the shuffle is drawn from NumPy's generator, which
            `keras.utils.set_random_seed` sets, and the layers go on with their own generators, as in Keras.

    Returns:
        Keras's History.

    Raises:
        InputError: the model is not compiled, or the data do not fit (it is a ValueError too).
        JobError: the loss became NaN; the model keeps the weights of the last good epoch.
    """
    check_model(model)
    size = 32 if batch_size is None else batch_size
    check_numbers(size, epochs, validation_split, initial_epoch)
    common: dict[str, Any] = {
        "batch_size": batch_size,
        "epochs": epochs,
        "verbose": verbose,
        "initial_epoch": initial_epoch,
    }
    common |= {"validation_split": validation_split, "validation_data": validation_data, "class_weight": class_weight}
    common |= {"callbacks": callbacks, "shuffle": shuffle, "sample_weight": sample_weight}
    reason = _reason_for_keras(model, (x, y, sample_weight, validation_data), shuffle)
    if reason is None:
        train, validation = _prepare(model, x, y, common)
        try:
            programs = programs_for(model, plan(graph_of(model)), size)
        except NotLoweredError as error:
            reason = str(error)
    if reason is not None:
        _say(f"Keras's own fit trains this model: {reason}")
        return model.fit(x, y, **common)
    training = _Training(model, programs, size, train, validation, shuffle=shuffle, seed=seed)
    return training.run(callbacks, verbose, range(initial_epoch, epochs))


def _say(line: str) -> None:
    sys.stderr.write(f"convscope.fit: {line}\n")


def _reason_for_keras(model: Any, data: tuple[Any, ...], shuffle: Any) -> str | None:
    """Say why `model.fit` must do it, as far as that can be seen before the layers."""
    if keras.backend.backend() != "jax":
        return f"the backend is {keras.backend.backend()}, not jax"
    if not lists_arrays(*data):
        return "the data are no arrays"
    if model.run_eagerly:
        return "it was compiled with run_eagerly"
    if not isinstance(shuffle, bool):
        return f"shuffle={shuffle!r} is Keras's own"
    return None


def _prepare(model: Any, x: Any, y: Any, options: dict[str, Any]) -> tuple[Data, Data | None]:
    """Check, split and weigh the data."""
    train = Data(as_arrays(x), as_arrays(y), as_arrays(options["sample_weight"]))
    validation = None
    if getattr(model, "inputs", None):
        check_arrays(model, train.x, train.y, train.weights)
    if options["validation_data"] is not None:
        parts = [as_arrays(part) for part in keras.utils.unpack_x_y_sample_weight(options["validation_data"])]
        validation = Data(*parts)
        if getattr(model, "inputs", None):
            check_arrays(model, validation.x, validation.y, validation.weights, "validation ")
    elif options["validation_split"]:
        train, validation = split(train, options["validation_split"])
    return weigh(train, options["class_weight"]), validation


class _Training:
    """One call of `fit`: the loop over epochs and what it holds."""

    def __init__(
        self,
        model: Any,
        programs: Programs,
        batch_size: int,
        train: Data,
        validation: Data | None,
        *,
        shuffle: bool,
        seed: int | None,
    ) -> None:
        self._model, self._programs, self._batch_size = model, programs, batch_size
        self._count, self._shuffle, self._seed = len(train), shuffle, seed
        # The generator that keras.utils.set_random_seed sets.
        self._order_seed = int(np.random.randint(2**31)) if seed is None else seed  # noqa: NPY002
        self._steps = -(-len(train) // batch_size)
        first = jax.tree.map(lambda array: array[:1], (train.x, train.y, train.weights))
        # What Keras's fit does first: it builds the losses, the metrics and the optimizer.
        model._symbolic_build(data_batch=first)  # noqa: SLF001  there is no public door to it
        self._train = train.on_device()
        self._validation = None if validation is None else validation.on_device()

    def run(self, callbacks: Sequence[Any] | None, verbose: str | int, epochs: range) -> keras.callbacks.History:
        """Train, and give the history."""
        model = self._model
        batchwise = wants_batches(list(callbacks or ()))
        if batchwise:
            _say(f"{', '.join(batchwise)} wants every batch, so every step is a program of its own; that costs speed")
        calls = keras.callbacks.CallbackList(
            list(callbacks or ()),
            add_history=True,
            add_progbar=verbose != 0,
            verbose=verbose,
            epochs=epochs.stop,
            steps=self._steps,
            model=model,
        )
        model.stop_training = False
        logs: dict[str, Any] = {}
        calls.on_train_begin()
        for epoch in epochs:
            model.reset_metrics()
            calls.on_epoch_begin(epoch)
            logs = self._epoch(epoch, calls if batchwise else None)
            if self._validation is not None:
                logs |= {f"val_{name}": value for name, value in self._evaluate(calls).items()}
            calls.on_epoch_end(epoch, logs)
            if model.stop_training:
                break
        if epochs:
            model.optimizer.finalize_variable_values(model.trainable_weights)
        calls.on_train_end(logs)
        return model.history

    def _epoch(self, epoch: int, calls: Any) -> dict[str, Any]:
        """Train for an epoch; leave the model as it was if the loss is no number at its end."""
        if self._seed is not None:
            seed_generators(self._model, self._seed, epoch)
        before = read_state(self._model)
        order = row_order(self._count, self._order_seed, epoch, shuffle=self._shuffle)
        if calls is None:
            after = self._programs.epoch(before, self._train, order)
        else:
            after = self._step_by_step(before, order, calls)
        write_state(self._model, after)
        logs = _numbers(self._model.get_metrics_result())
        if not np.isfinite(logs.get("loss", 0.0)):
            write_state(self._model, before)
            raise JobError(
                "the loss must stay a number",
                found=f"{logs['loss']} in epoch {epoch + 1}",
                todo="the model has the weights from before it; lower the learning rate or look at the data",
            )
        return logs

    def _step_by_step(self, state: State, order: np.ndarray, calls: Any) -> State:
        model = self._model
        for step in range(self._steps):
            calls.on_train_batch_begin(step)
            rows = order[step * self._batch_size : (step + 1) * self._batch_size]
            logs, state = self._programs.step(state, _take(self._train, rows))
            write_state(model, state)
            calls.on_train_batch_end(step, _numbers(logs))
            state = read_state(model)
            if model.stop_training:
                break
        return state

    def _evaluate(self, calls: Any) -> dict[str, Any]:
        model = self._model
        calls.on_test_begin()
        model.reset_metrics()
        write_state(model, self._programs.evaluate(read_state(model), self._validation))
        logs = _numbers(model.get_metrics_result())
        calls.on_test_end(logs)
        return logs


def _take(data: Any, rows: np.ndarray) -> Any:
    return jax.tree.map(lambda array: array[rows], data)


def _numbers(logs: dict[str, Any]) -> dict[str, Any]:
    """Turn the metrics' results into Python's floats."""
    return {name: _numbers(value) if isinstance(value, dict) else float(value) for name, value in logs.items()}
