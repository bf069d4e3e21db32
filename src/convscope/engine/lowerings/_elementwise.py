"""Activations and the activation layers: the same function in either layout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import keras

from convscope.engine._form import Form, Lowering, Site, keras_form, plain
from convscope.engine._value import Value

POINTWISE = frozenset(
    {
        keras.activations.celu,
        keras.activations.elu,
        keras.activations.exponential,
        keras.activations.gelu,
        keras.activations.hard_shrink,
        keras.activations.hard_sigmoid,
        keras.activations.hard_silu,
        keras.activations.hard_tanh,
        keras.activations.leaky_relu,
        keras.activations.linear,
        keras.activations.log_sigmoid,
        keras.activations.mish,
        keras.activations.relu,
        keras.activations.relu6,
        keras.activations.selu,
        keras.activations.sigmoid,
        keras.activations.silu,
        keras.activations.soft_shrink,
        keras.activations.softplus,
        keras.activations.softsign,
        keras.activations.squareplus,
        keras.activations.tanh,
        keras.activations.tanh_shrink,
        keras.activations.threshold,
    }
)
"""Keras's activations that look at one number at a time; the others (softmax) look along the channels."""


def activate(function: Callable[[Any], Any], value: Value) -> Value:
    """Apply a layer's activation."""
    if function in POINTWISE:
        return value.like(function(value.data))
    return Value(function(value.first()), batch_last=False)


def pointwise(site: Site, function: Callable[[jax.Array], jax.Array]) -> list[Form]:
    """Give the forms of a layer that looks at one number at a time: it takes either layout as it comes."""

    def run(inputs: Sequence[Value], *, training: bool) -> Value:
        del training
        return inputs[0].like(function(inputs[0].data))

    return [keras_form(site), Form("pointwise", batch_last=True, run=run)]


def _activation(site: Site) -> list[Form]:
    function = site.layer.activation
    if plain(site.layer) and function in POINTWISE:
        return pointwise(site, function)
    return [keras_form(site)]


def _layer(site: Site) -> list[Form]:
    return pointwise(site, site.layer.call) if plain(site.layer) else [keras_form(site)]


LOWERINGS: dict[type[Any], Lowering] = {
    keras.layers.Activation: _activation,
    keras.layers.ReLU: _layer,
    keras.layers.LeakyReLU: _layer,
    keras.layers.ELU: _layer,
    keras.layers.Identity: _layer,
}
