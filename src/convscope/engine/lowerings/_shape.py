"""Flatten and Reshape: Keras's order of the numbers, so that the weights after them fit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import jax.numpy as jnp
import keras

from convscope.engine import _costs
from convscope.engine._form import Form, Lowering, Site, keras_form
from convscope.engine._value import Value


def lower_reshape(site: Site) -> list[Form]:
    """Give the forms of a Flatten or a Reshape."""
    form = Form("reshape", batch_last=True, run=partial(_run, site.output_shape), cost=_costs.rows(site.shape))
    return [keras_form(site), form]


def _run(shape: tuple[int, ...], inputs: Sequence[Value], *, training: bool) -> Value:
    del training
    x = inputs[0].last()
    batch = x.shape[-1]
    in_order = jnp.moveaxis(x, 0, -2).reshape(*shape, batch)
    return Value(jnp.moveaxis(in_order, -2, 0), batch_last=True)


LOWERINGS: dict[type[Any], Lowering] = {keras.layers.Flatten: lower_reshape, keras.layers.Reshape: lower_reshape}
