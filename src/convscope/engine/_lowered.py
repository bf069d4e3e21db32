"""Keras's own training step, with our layers: only the model's `call` is exchanged while the step is traced."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jax.numpy as jnp
import keras

from convscope.engine._input_order import in_order
from convscope.engine._plan import Plan
from convscope.engine._value import Value


@contextmanager
def lowered(model: Any, plan: Plan) -> Iterator[None]:
    """Let `model`'s forward pass be the plan's while it is traced.

    Everything around it stays Keras's: losses, metrics, regularisers, class and sample weights, loss scaling,
    optimizers, schedules and constraints, for `train_step` and `test_step` call the model as they always do.
    """

    def call(inputs: Any, training: Any = None, mask: Any = None) -> Any:
        del mask
        results = plan.run(_inputs(model, inputs), training=bool(training))
        arrays = [value.first() for value in results]
        return arrays[0] if len(arrays) == 1 else keras.tree.pack_sequence_as(_nesting(model), arrays)

    # Past Keras's own __setattr__, which tracks what a layer holds.
    object.__setattr__(model, "call", call)
    try:
        yield
    finally:
        object.__delattr__(model, "call")


def _nesting(model: Any) -> Any:
    """Give the nesting (list, dictionary) of the model's outputs."""
    return getattr(model, "_outputs_struct", model.outputs)


def _inputs(model: Any, inputs: Any) -> list[Value]:
    """Bring a batch to the model's inputs: their order, types and ranks, as Keras does."""
    return [_input(array, symbol) for array, symbol in zip(in_order(model, inputs), model.inputs, strict=True)]


def _input(array: Any, symbol: Any) -> Value:
    data = array.astype(symbol.dtype)
    missing = len(symbol.shape) - data.ndim
    if missing == 1:
        data = jnp.expand_dims(data, -1)
    elif missing == -1:
        data = data[..., 0]
    return Value(data, batch_last=False)
