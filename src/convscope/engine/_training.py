"""The loop over epochs: the compiled programs, and Keras's callbacks between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import keras
import numpy as np

from convscope._errors import JobError
from convscope.engine._data import Data
from convscope.engine._graph import NotLoweredError, graph_of
from convscope.engine._hooks import wants_batches
from convscope.engine._kept import keep_compiled
from convscope.engine._plan import plan
from convscope.engine._program import State, read_state, row_order, seed_generators, write_state
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
            say(f"{', '.join(batchwise)} wants every batch, so every step is a program of its own; that costs speed")
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
