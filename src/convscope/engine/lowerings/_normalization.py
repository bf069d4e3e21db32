"""BatchNormalization and LayerNormalization over the channels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import keras
from jax import lax

from convscope.engine._form import Form, Lowering, Site, keras_form, plain
from convscope.engine._value import Value


def lower_batch(site: Site) -> list[Form]:
    """Give the forms of a BatchNormalization."""
    layer, rank = site.layer, len(site.shape) + 1
    usual = plain(layer) and layer.axis in (-1, rank - 1) and not getattr(layer, "renorm", False)
    usual = usual and not getattr(layer, "synchronized", False)
    own = [Form("channels", batch_last=True, run=partial(_batch, layer))] if usual else []
    return [keras_form(site, cost=1.0), *own]


def _batch(layer: Any, inputs: Sequence[Value], *, training: bool) -> Value:
    x = inputs[0].last()
    if training and layer.trainable:
        others = tuple(range(1, x.ndim))
        mean = jnp.mean(x, axis=others)
        # About one of the channel's own values: far from zero the difference of the squares' means would be lost to
        # rounding, and the deviations from the mean itself would take a second pass.
        near = lax.stop_gradient(x[(slice(None), *(extent // 2 for extent in x.shape[1:-1]), 0)])
        variance = jnp.mean(jnp.square(x - _channels(near, x)), axis=others) - jnp.square(mean - near)
        for moving, value in ((layer.moving_mean, mean), (layer.moving_variance, variance)):
            moving.assign(moving.value * layer.momentum + value * (1 - layer.momentum))
    else:
        mean, variance = layer.moving_mean.value, layer.moving_variance.value
    scale = lax.rsqrt(variance + layer.epsilon)
    if layer.scale:
        scale = scale * layer.gamma.value
    shift = -mean * scale
    if layer.center:
        shift = shift + layer.beta.value
    return Value(x * _channels(scale, x) + _channels(shift, x), batch_last=True)


def lower_layer(site: Site) -> list[Form]:
    """Give the forms of a LayerNormalization."""
    layer, rank = site.layer, len(site.shape) + 1
    axes = [layer.axis] if isinstance(layer.axis, int) else list(layer.axis)
    usual = plain(layer) and [axis % rank for axis in axes] == [rank - 1] and not getattr(layer, "rms_scaling", False)
    own = [Form("channels", batch_last=True, run=partial(_layer, layer))] if usual else []
    return [keras_form(site, cost=1.0), *own]


def _layer(layer: Any, inputs: Sequence[Value], *, training: bool) -> Value:
    del training
    x = inputs[0].last()
    mean = jnp.mean(x, axis=0, keepdims=True)
    variance = jnp.mean(jnp.square(x - mean), axis=0, keepdims=True)
    y = (x - mean) * lax.rsqrt(variance + layer.epsilon)
    if layer.gamma is not None:
        y = y * _channels(layer.gamma.value, x)
    if layer.beta is not None:
        y = y + _channels(layer.beta.value, x)
    return Value(y, batch_last=True)


def _channels(vector: jax.Array, x: jax.Array) -> jax.Array:
    return vector.reshape(-1, *(1,) * (x.ndim - 1))


LOWERINGS: dict[type[Any], Lowering] = {
    keras.layers.BatchNormalization: lower_batch,
    keras.layers.LayerNormalization: lower_layer,
}
