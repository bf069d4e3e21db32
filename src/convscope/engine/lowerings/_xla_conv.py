"""XLA's own convolution, in the order of axes and the sizes that its kernels are fast in.

XLA:CPU brings a convolution's axes into the order of its fast kernel only outside of loops; inside one, such as our
epoch, the two gradients of Keras's convolution run 10 to 20 times slower. So they are written in that order here.
And its kernels go over the whole batch once for each pixel of the window: a batch larger than the cache holds is
computed in parts.
"""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
from jax import lax

from convscope.engine._value import swap
from convscope.engine._window import Window, dilate, pad

_PART = range(8, 33)
"""Images in one part of a batch: fewer waste the kernels, more leave the cache."""


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def convolve_by_xla(window: Window, x: jax.Array, kernel: jax.Array) -> jax.Array:
    """Convolve images (batch, height, width, channels) with a kernel (height, width, in, out), without bias."""
    if (parts := _parts(len(x))) == 1:
        return _results(window, x, kernel)
    return _whole(lax.map(lambda part: _results(window, part, kernel), _split(x, parts)))


def _forward(window: Window, x: jax.Array, kernel: jax.Array) -> tuple[jax.Array, tuple[jax.Array, jax.Array]]:
    return convolve_by_xla(window, x, kernel), (x, kernel)


def _backward(window: Window, kept: tuple[jax.Array, jax.Array], gradient: jax.Array) -> tuple[jax.Array, jax.Array]:
    x, kernel = kept
    if (parts := _parts(len(x))) == 1:
        return _gradients(window, x, kernel, gradient)

    def add(total: jax.Array, part: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, jax.Array]:
        x_gradient, kernel_gradient = _gradients(window, part[0], kernel, part[1])
        return total + kernel_gradient, x_gradient

    total, x_gradients = lax.scan(add, jnp.zeros_like(kernel), (_split(x, parts), _split(gradient, parts)))
    return _whole(x_gradients), total


convolve_by_xla.defvjp(_forward, _backward)


def _parts(batch: int) -> int:
    """Count the parts of a batch: as few as `_PART` allows, all of one size; 1 where there is no such size."""
    if batch in _PART:
        return 1
    return next((batch // size for size in reversed(_PART) if batch % size == 0), 1)


def _split(array: jax.Array, parts: int) -> jax.Array:
    return array.reshape(parts, -1, *array.shape[1:])


def _whole(parts: jax.Array) -> jax.Array:
    return parts.reshape(-1, *parts.shape[2:])


def _results(window: Window, x: jax.Array, kernel: jax.Array) -> jax.Array:
    return _convolution(pad(x, window), kernel, window.strides, window.dilation)


def _gradients(window: Window, x: jax.Array, kernel: jax.Array, gradient: jax.Array) -> tuple[jax.Array, jax.Array]:
    turned = kernel[::-1, ::-1].transpose(0, 1, 3, 2)
    x_gradient = _convolution(dilate(window, gradient), turned, (1, 1), window.dilation)
    # The images' channels stand as the batch, the batch as the channels, the gradient as the kernel.
    as_kernel = gradient.transpose(1, 2, 0, 3)
    kernel_gradient = _convolution(swap(pad(x, window)), as_kernel, window.dilation, window.strides)
    return x_gradient, kernel_gradient.transpose(1, 2, 0, 3)


def _convolution(x: jax.Array, kernel: jax.Array, strides: tuple[int, int], dilation: tuple[int, int]) -> jax.Array:
    axes = ("NHWC", "HWIO", "NHWC")
    return lax.conv_general_dilated(x, kernel, strides, "VALID", rhs_dilation=dilation, dimension_numbers=axes)
