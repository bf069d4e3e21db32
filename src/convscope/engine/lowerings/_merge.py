"""Add, its kin, and Concatenate: all inputs brought to one layout."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import jax.numpy as jnp
import keras

from convscope.engine._form import Form, Lowering, Site, keras_form, plain
from convscope.engine._value import Value, last_axis


def lower_merge(site: Site) -> list[Form]:
    """Give the forms of a layer that joins several tensors, number by number."""
    same = len({len(shape) for shape in site.input_shapes}) == 1
    own = [Form("together", batch_last=True, run=partial(_merge, site.layer))] if same and plain(site.layer) else []
    return [keras_form(site), *own]


def _merge(layer: Any, inputs: Sequence[Value], *, training: bool) -> Value:
    del training
    return Value(layer.call([value.last() for value in inputs]), batch_last=True)


def lower_concatenate(site: Site) -> list[Form]:
    """Give the forms of a Concatenate."""
    own = [Form("together", batch_last=True, run=partial(_concatenate, site.layer))] if plain(site.layer) else []
    return [keras_form(site), *own]


def _concatenate(layer: Any, inputs: Sequence[Value], *, training: bool) -> Value:
    del training
    arrays = [value.last() for value in inputs]
    return Value(jnp.concatenate(arrays, axis=last_axis(layer.axis, arrays[0].ndim)), batch_last=True)


LOWERINGS: dict[type[Any], Lowering] = {
    keras.layers.Add: lower_merge,
    keras.layers.Subtract: lower_merge,
    keras.layers.Multiply: lower_merge,
    keras.layers.Average: lower_merge,
    keras.layers.Maximum: lower_merge,
    keras.layers.Minimum: lower_merge,
    keras.layers.Concatenate: lower_concatenate,
}
