"""Conv2D: a product with the patches, Winograd's tiles, or XLA's own convolution in the axes' order it does best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import keras
from jax import lax

from convscope.engine import _costs
from convscope.engine._form import Form, Lowering, Site, keras_form
from convscope.engine._value import Value
from convscope.engine._window import Window, dilate, pad, slices, window_of
from convscope.engine.lowerings._elementwise import activate
from convscope.engine.lowerings._winograd import convolve_in_tiles, suits
from convscope.engine.lowerings._xla_conv import convolve_by_xla


def lower_conv(site: Site) -> list[Form]:
    """Give the forms of a Conv2D."""
    layer = site.layer
    window = conv_window(layer, site.shape)
    run_xla = partial(_run_xla, layer, window)
    forms = [
        keras_form(site, _costs.XLA_IN_A_LOOP * _costs.xla_convolution(site)),
        Form("xla", batch_last=False, run=run_xla, cost=_costs.xla_convolution(site)),
    ]
    ways = [("patches", convolve_by_patches, _costs.patches)]
    if suits(window):
        ways.append(("winograd", convolve_in_tiles, _costs.winograd))
    for name, convolve, cost in ways:
        run = partial(_run, layer, partial(convolve, window))
        forms.append(Form(name, batch_last=True, run=run, cost=cost(site)))
    return forms


def conv_window(layer: Any, shape: tuple[int, ...]) -> Window:
    """Place a convolution's window on images of `shape`."""
    height, width, _ = shape
    return window_of((height, width), layer.kernel_size, layer.strides, layer.padding, layer.dilation_rate)


def _run(
    layer: Any,
    convolve: Callable[[jax.Array, jax.Array], jax.Array],
    inputs: Sequence[Value],
    *,
    training: bool,
) -> Value:
    del training
    y = convolve(inputs[0].last(), layer.kernel.value)
    if layer.use_bias:
        y = y + layer.bias.value[:, None, None, None]
    return activate(layer.activation, Value(y, batch_last=True))


def _run_xla(layer: Any, window: Window, inputs: Sequence[Value], *, training: bool) -> Value:
    del training
    y = convolve_by_xla(window, inputs[0].first(), layer.kernel.value)
    if layer.use_bias:
        y = y + layer.bias.value
    return activate(layer.activation, Value(y, batch_last=False))


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def convolve_by_patches(window: Window, x: jax.Array, kernel: jax.Array) -> jax.Array:
    """Convolve images (channels, height, width, batch) with a kernel (height, width, in, out), without bias."""
    rows = kernel.reshape(-1, kernel.shape[-1])
    return (rows.T @ _patches(window, x)).reshape(kernel.shape[-1], *window.out, x.shape[-1])


def _forward(window: Window, x: jax.Array, kernel: jax.Array) -> tuple[jax.Array, tuple[jax.Array, jax.Array]]:
    return convolve_by_patches(window, x, kernel), (x, kernel)


def _backward(window: Window, kept: tuple[jax.Array, jax.Array], gradient: jax.Array) -> tuple[jax.Array, jax.Array]:
    x, kernel = kept
    flat = gradient.reshape(gradient.shape[0], -1)
    kernel_gradient = lax.dot_general(_patches(window, x), flat, (((1,), (1,)), ((), ())))
    return _input_gradient(window, kernel, gradient), kernel_gradient.reshape(kernel.shape)


convolve_by_patches.defvjp(_forward, _backward)


def _patches(window: Window, x: jax.Array) -> jax.Array:
    """Give a matrix: a row for each pixel of the window and channel, a column for each place and image."""
    parts = slices(pad(x, window), window)
    return jnp.stack(parts).reshape(window.taps * x.shape[0], -1)


def _input_gradient(window: Window, kernel: jax.Array, gradient: jax.Array) -> jax.Array:
    """Convolve the gradient, its places spread apart by the strides, with the kernel turned by 180 degrees."""
    still = Window(window.size, (1, 1), window.dilation, (0, 0), window.padded, window.image)
    patches = jnp.stack(slices(dilate(window, gradient), still)).reshape(window.taps * gradient.shape[0], -1)
    turned = kernel[::-1, ::-1].transpose(2, 0, 1, 3).reshape(kernel.shape[2], -1)
    return (turned @ patches).reshape(kernel.shape[2], *window.image, gradient.shape[-1])


LOWERINGS: dict[type[Any], Lowering] = {keras.layers.Conv2D: lower_conv}
