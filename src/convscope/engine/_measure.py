"""Time one form of a layer, alone."""

from __future__ import annotations

import time
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np

from convscope.engine._form import Form
from convscope.engine._graph import Step
from convscope.engine._value import Value, swap

_TURNS = 4
"""How often a timed program repeats a layer: the memory it works in is then as warm as in an epoch."""


def measure_form(step: Step, form: Form, batch_size: int, seconds: float) -> float:
    """Time one form forward and backward: the median, in microseconds a batch."""
    rng = np.random.default_rng(0)
    arrays = [jnp.asarray(rng.random((batch_size, *shape)), jnp.float32) for shape in step.site.input_shapes]
    inputs = [swap(array) if form.batch_last else array for array in arrays]
    weights = [variable.value for layer in step.site.layers for variable in layer.trainable_variables]

    def forward(weights: list[Any], inputs: list[Any]) -> Any:
        variables = [variable for layer in step.site.layers for variable in layer.trainable_variables]
        with keras.StatelessScope(state_mapping=list(zip(variables, weights, strict=True))):
            return form.run([Value(array, form.batch_last) for array in inputs], training=True).data

    def repeat(weights: list[Any], inputs: list[Any], gradient: Any) -> Any:
        def both(nudge: Any, _: None) -> tuple[Any, None]:
            # Each turn needs the last one's result, or XLA would compute one for all.
            moved = [array + nudge for array in inputs]
            if step.site.first:
                result, pull = jax.vjp(lambda weights: forward(weights, moved), weights)
            else:
                result, pull = jax.vjp(forward, weights, moved)
            ends = jax.tree.leaves((result, pull(gradient + nudge)))
            return 1e-30 * sum(jnp.sum(array) for array in ends), None

        return jax.lax.scan(both, jnp.float32(0), None, length=_TURNS)[0]

    turns = jax.jit(repeat)
    gradient = jnp.asarray(rng.random(jax.eval_shape(forward, weights, inputs).shape), jnp.float32)
    turns(weights, inputs, gradient).block_until_ready()
    times: list[float] = []
    while sum(times) < seconds or len(times) < _TURNS:
        start = time.perf_counter()
        turns(weights, inputs, gradient).block_until_ready()
        times.append(time.perf_counter() - start)
    return float(np.median(times) * 1e6 / _TURNS)
