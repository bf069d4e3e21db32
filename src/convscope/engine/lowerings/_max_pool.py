"""MaxPooling2D: the maximum of shifted slices; the gradient goes to the winner, whose number is kept in a byte."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial, reduce
from typing import Any

import jax
import jax.numpy as jnp
import keras

from convscope.engine import _costs
from convscope.engine._form import Form, Lowering, Site, keras_form, plain
from convscope.engine._value import Value
from convscope.engine._window import Window, pad, slices, spread, unpad, window_of

_LARGEST = 255
"""Windows of more pixels do not fit the winner's byte."""


def lower_max_pool(site: Site) -> list[Form]:
    """Give the forms of a MaxPooling2D."""
    layer = site.layer
    forms = [keras_form(site, _costs.xla_max_pool(site))]
    height, width, _ = site.shape
    window = window_of((height, width), layer.pool_size, layer.strides, layer.padding)
    if plain(layer) and window.taps <= _LARGEST:
        run, cost = partial(_run, window), _costs.pool(site, window.taps)
        forms.append(Form("slices", batch_last=False, run=run, cost=cost))
        forms.append(Form("slices", batch_last=True, run=run, cost=cost))
    return forms


def _run(window: Window, inputs: Sequence[Value], *, training: bool) -> Value:
    del training
    # Height and width are in the middle in either layout.
    return inputs[0].like(max_pool(window, inputs[0].data))


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def max_pool(window: Window, x: jax.Array) -> jax.Array:
    """Take the maximum under the window of images; height and width are the axes in the middle."""
    return reduce(jnp.maximum, slices(pad(x, window, _lowest(x)), window))


def _forward(window: Window, x: jax.Array) -> tuple[jax.Array, jax.Array]:
    first, *others = slices(pad(x, window, _lowest(x)), window)
    best, winner = first, jnp.zeros(first.shape, jnp.uint8)
    for number, other in enumerate(others, start=1):
        # Of equals the first wins, as in Keras.
        winner = jnp.where(other > best, jnp.uint8(number), winner)
        best = jnp.maximum(best, other)
    return best, winner


def _backward(window: Window, winner: jax.Array, gradient: jax.Array) -> tuple[jax.Array]:
    parts = [jnp.where(winner == number, gradient, 0) for number in range(window.taps)]
    return (unpad(spread(parts, window), window),)


def _lowest(x: jax.Array) -> float:
    """Give what every number of the array's type is more than: an input may be of whole numbers."""
    return -jnp.inf if jnp.issubdtype(x.dtype, jnp.floating) else float(jnp.iinfo(x.dtype).min)


max_pool.defvjp(_forward, _backward)

LOWERINGS: dict[type[Any], Lowering] = {keras.layers.MaxPooling2D: lower_max_pool}
