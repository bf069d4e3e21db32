"""The loop over epochs: the compiled programs, and Keras's callbacks between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jax
import keras
import numpy as np

from convscope._errors import LossError
from convscope.engine._data import Data
from convscope.engine._graph import NotLoweredError, graph_of
from convscope.engine._hooks import want_test_batches, want_train_batches
from convscope.engine._kept import keep_compiled
from convscope.engine._plan import plan
from convscope.engine._program import read_state, row_order, seed_generators, write_state
from convscope.engine._programs import programs_for
from convscope.engine._words import say

__all__ = ["NotLoweredError", "Training"]


class Training:
    """One call of `fit`: the loop over epochs and what it holds."""

    def __init__(
        self,
        model: Any,
        batch_size: int,
        train: Data,
        validation: Data | None,
        *,
        shuffle: bool,
        seed: int | None,
    ) -> None:
        keep_compiled()
        self._programs = programs_for(model, plan(graph_of(model)), batch_size)
        self._model, self._batch_size = model, batch_size
        self._count, self._shuffle, self._seed = len(train), shuffle, seed
        # The generator that keras.utils.set_random_seed sets.
        self._order_seed = int(np.random.randint(2**31)) if seed is None else seed  # noqa: NPY002
        self._steps = -(-len(train) // batch_size)
        self._train = train.on_device()
        # What Keras's fit does first: it builds the losses, the metrics and the optimizer. It takes the types that
        # the data have on the device, where labels of 64 bits have 32: JAX 0.11 would warn of the others.
        one = jax.tree.map(lambda array: jax.ShapeDtypeStruct((1, *array.shape[1:]), array.dtype), self._train)
        model._symbolic_build(data_batch=one)  # noqa: SLF001  there is no public door to it
        self._validation = None if validation is None else validation.on_device()

    def run(self, callbacks: Any, verbose: str | int, epochs: range) -> keras.callbacks.History:
        """Train, and give the history; `callbacks` is what Keras's fit takes: None, one, several, a CallbackList."""
        model = self._model
        calls = callbacks
        if not isinstance(callbacks, keras.callbacks.CallbackList):
            calls = keras.callbacks.CallbackList(
                callbacks,
                add_history=True,
                add_progbar=verbose != 0,
                verbose=verbose,
                epochs=epochs.stop,
                steps=self._steps,
                model=model,
            )
        train_calls, test_calls = self._who_wants_batches(calls)
        model.stop_training = False
        logs: dict[str, Any] = {}
        calls.on_train_begin()
        # BackupAndRestore has set the epoch that it goes on with.
        first = model._initial_epoch or epochs.start  # noqa: SLF001  Keras's own fit reads it here
        epochs = range(first, epochs.stop)
        for epoch in epochs:
            model.reset_metrics()
            calls.on_epoch_begin(epoch)
            logs = self._epoch(epoch, train_calls)
            if self._validation is not None:
                logs |= {f"val_{name}": value for name, value in self._evaluate(calls, test_calls).items()}
            calls.on_epoch_end(epoch, logs)
            if model.stop_training:
                break
        if epochs:
            model.optimizer.finalize_variable_values(model.trainable_weights)
        calls.on_train_end(logs)
        return model.history

    def _who_wants_batches(self, calls: Any) -> tuple[Any, Any]:
        """Give the callbacks for training's batches and for validation's, None where nobody asks; say what it costs."""
        train = want_train_batches(calls.callbacks)
        test = want_test_batches(calls.callbacks) if self._validation is not None else []
        if names := list(dict.fromkeys(train + test)):
            say(f"{', '.join(names)} wants every batch, so every step is a program of its own; that costs speed")
        return calls if train else None, calls if test else None

    def _epoch(self, epoch: int, calls: Any) -> dict[str, Any]:
        """Train for an epoch; leave the model as it was if the loss is no number at its end."""
        if self._seed is not None:
            seed_generators(self._model, self._seed, epoch)
        before = read_state(self._model)
        order = row_order(self._count, self._order_seed, epoch, shuffle=self._shuffle)
        if calls is None:
            write_state(self._model, self._programs.epoch(before, self._train, order))
        else:
            self._step_by_step(order, calls)
        logs = _numbers(self._model.get_metrics_result())
        # A callback that has stopped the training, as TerminateOnNaN does, has seen to it.
        if not np.isfinite(logs.get("loss", 0.0)) and not self._model.stop_training:
            write_state(self._model, before)
            raise LossError(logs["loss"], epoch + 1)
        return logs

    def _step_by_step(self, order: np.ndarray, calls: Any) -> None:
        model = self._model
        for step, batch in enumerate(_batches(self._train, self._batch_size, order)):
            calls.on_train_batch_begin(step)
            # Read after the callbacks: what they changed counts, as with Keras.
            logs, state = self._programs.step(read_state(model), batch)
            write_state(model, state)
            calls.on_train_batch_end(step, _numbers(logs))
            if model.stop_training:
                break

    def _evaluate(self, calls: Any, batch_calls: Any) -> dict[str, Any]:
        model = self._model
        calls.on_test_begin()
        model.reset_metrics()
        if batch_calls is None:
            write_state(model, self._programs.evaluate(read_state(model), self._validation))
        else:
            for step, batch in enumerate(_batches(self._validation, self._batch_size)):
                batch_calls.on_test_batch_begin(step)
                write_state(model, self._programs.evaluate(read_state(model), batch))
                batch_calls.on_test_batch_end(step, _numbers(model.get_metrics_result()))
        logs = _numbers(model.get_metrics_result())
        calls.on_test_end(logs)
        return logs


def _batches(data: Any, size: int, order: np.ndarray | None = None) -> Iterator[Any]:
    """Give the data's batches, in `order`."""
    count = len(jax.tree.leaves(data)[0])
    rows = np.arange(count) if order is None else order
    for start in range(0, count, size):
        yield jax.tree.map(lambda array, part=rows[start : start + size]: array[part], data)


def _numbers(logs: dict[str, Any]) -> dict[str, Any]:
    """Turn the metrics' results into Python's floats, where they are single numbers."""

    def one(value: Any) -> Any:
        if isinstance(value, dict):
            return _numbers(value)
        return np.asarray(value) if np.ndim(value) else float(value)

    return {name: one(value) for name, value in logs.items()}
