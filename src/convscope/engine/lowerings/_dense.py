"""Dense: Keras's own product, a row an image; or from features with the batch last, which spares the exchange.

Measured in the whole program: the gradient of the features is faster as `kernel @ gradient.T`, for which the kernel
lies as it is needed, than as `gradient @ kernel.T`, for which XLA copies it. That product gives a column an image.
Forward it is the other way round: `kernel.T @ x` takes 2.4 times as long at batch 32 as the product of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import jax
import keras
from jax import lax

from convscope.engine import _costs
from convscope.engine._form import Form, Lowering, Site, keras_form, plain
from convscope.engine._value import Value
from convscope.engine.lowerings._elementwise import activate


def lower_dense(site: Site) -> list[Form]:
    """Give the forms of a Dense, on features or on the channels of images."""
    forms = [keras_form(site, _costs.product(site))]
    if plain(site.layer) and len(site.shape) == 1:
        run = partial(_run, site.layer)
        forms.append(Form("columns", batch_last=True, run=run, cost=_costs.product(site), turns=True))
    return forms


def _run(layer: Any, inputs: Sequence[Value], *, training: bool) -> Value:
    del training
    y = multiply(inputs[0].last(), layer.kernel.value)
    if layer.use_bias:
        y = y + layer.bias.value
    return activate(layer.activation, Value(y, batch_last=False))


@partial(jax.custom_vjp)
def multiply(x: jax.Array, kernel: jax.Array) -> jax.Array:
    """Multiply features (features, batch) with a kernel (features, units); give (batch, units)."""
    return lax.dot_general(x, kernel, (((0,), (0,)), ((), ())))


def _forward(x: jax.Array, kernel: jax.Array) -> tuple[jax.Array, tuple[jax.Array, jax.Array]]:
    return multiply(x, kernel), (x, kernel)


def _backward(kept: tuple[jax.Array, jax.Array], gradient: jax.Array) -> tuple[jax.Array, jax.Array]:
    x, kernel = kept
    return lax.dot_general(kernel, gradient, (((1,), (1,)), ((), ()))), x @ gradient


multiply.defvjp(_forward, _backward)

LOWERINGS: dict[type[Any], Lowering] = {keras.layers.Dense: lower_dense}
