"""`explain`: which form computes each layer, what it is estimated to cost, and what it does cost here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras

from convscope._errors import InputError


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
        InputError: `fit` would hand this model to Keras; the message names the layer, or the backend.
    """
    if (backend := keras.backend.backend()) != "jax":
        raise InputError("the engine's forms are JAX's", found=f"the backend {backend}", todo="unset KERAS_BACKEND")
    # Here, so that a machine without JAX can train by Keras.
    from convscope.engine._graph import NotLoweredError, graph_of
    from convscope.engine._measure import measure_form
    from convscope.engine._plan import forms_of, plan

    try:
        chosen = plan(graph_of(model))
    except NotLoweredError as error:
        raise InputError(
            "the engine explains models that it can lower", found=str(error), todo="train it with Keras's own fit"
        ) from error
    rows = []
    for step, taken in zip(chosen.graph.steps, chosen.forms, strict=True):
        for form in forms_of(step) if every_form else [taken]:
            spent = measure_form(step, form, batch_size, seconds) if measure else None
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
