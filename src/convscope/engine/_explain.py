"""`explain`: which form computes each layer, what it is estimated to cost, and what it does cost here."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np

from convscope._errors import InputError
from convscope.engine._form import Form
from convscope.engine._graph import NotLoweredError, Step, graph_of
from convscope.engine._plan import forms_of, plan
from convscope.engine._value import Value, swap

_TURNS = 4
"""How often a timed program repeats a layer: the memory it works in is then as warm as in an epoch."""


@dataclass(frozen=True)
class LayerForm:
    """One row of the explanation.

    Args:
        layer: its name, or two names where a convolution and its pooling are one.
        kind: the class, or the two.
        form: how it is computed.
        chosen: the engine takes this form.
        estimated: microseconds a batch, forward and backward, by the cost model.
        measured: the same, measured alone on this machine (in the whole program it may be less); None if not asked for.
    """

    layer: str
    kind: str
    form: str
    chosen: bool
    estimated: float
    measured: float | None


def explain(
    model: Any, batch_size: int = 32, *, measure: bool = True, every_form: bool = False, seconds: float = 0.2
) -> list[LayerForm]:
    """List the layers of a Keras model with the forms that `fit` would take.

    Args:
        model: a built Sequential or functional model.
        batch_size: images a step.
        measure: time each form, alone.
        every_form: list the forms that were not chosen too.
        seconds: how long to time a form, besides compiling it.

    Raises:
        InputError: `fit` would hand this model to Keras; the message names the layer.
    """
    try:
        chosen = plan(graph_of(model))
    except NotLoweredError as error:
        raise InputError(
            "the engine explains models that it can lower", found=str(error), todo="train it with Keras's own fit"
        ) from error
    rows = []
    for step, taken in zip(chosen.graph.steps, chosen.forms, strict=True):
        for form in forms_of(step) if every_form else [taken]:
            spent = _measure(step, form, batch_size, seconds) if measure else None
            rows.append(
                LayerForm(
                    layer=" + ".join(layer.name for layer in step.site.layers),
                    kind=" + ".join(type(layer).__name__ for layer in step.site.layers),
                    form=form.name,
                    chosen=(form.name, form.batch_last) == (taken.name, taken.batch_last),
                    estimated=form.cost * batch_size / 1000,
                    measured=spent,
                )
            )
    return rows


def _measure(step: Step, form: Form, batch_size: int, seconds: float) -> float:
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
