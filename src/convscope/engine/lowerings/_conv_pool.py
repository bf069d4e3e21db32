"""Conv2D and the 2 x 2 maximum after it, as one: no array of the convolution's own size is ever written.

The four results under a pooling window are the window's four *phases* (see the engine's README).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any, TypeAlias

import jax
import jax.numpy as jnp
import keras
from jax import lax

from convscope.engine import _costs
from convscope.engine._fence import fence
from convscope.engine._form import Form, Site, keras_form, plain
from convscope.engine._value import Value
from convscope.engine._window import Window, pad
from convscope.engine.lowerings._conv import conv_window, lower_conv
from convscope.engine.lowerings._max_pool import lower_max_pool
from convscope.engine.lowerings._winograd import interleave, suits, tile_gradients, tile_results

Kept: TypeAlias = tuple[jax.Array, jax.Array, jax.Array]

_MOST_TERMS = 9
"""Longer sums of shifted images are slow, and compile slowly."""

DEAD = 4
"""The winner's number where the activation let nothing through."""


def pairs(conv: Any, pool: Any) -> bool:
    """Tell whether a convolution and the layer after it can be one."""
    return (
        type(conv) is keras.layers.Conv2D
        and type(pool) is keras.layers.MaxPooling2D
        and plain(conv)
        and plain(pool)
        and conv.groups == 1
        and conv.activation in (keras.activations.relu, keras.activations.linear)
        and tuple(conv.strides) == tuple(conv.dilation_rate) == (1, 1)
        and tuple(pool.pool_size) == tuple(pool.strides) == (2, 2)
        and pool.padding == "valid"
    )


def lower_conv_pool(site: Site) -> list[Form]:
    """Give the forms of a convolution and its pooling."""
    conv, pool = site.layers
    window = conv_window(conv, site.shape)
    between = (*window.out, conv.filters)
    first = Site((conv,), site.input_shapes, between, site.first)
    second = Site((pool,), (between,), site.output_shape)
    convolutions = {form.name: form for form in lower_conv(first)}
    poolings = {form.name: form for form in lower_max_pool(second)}
    forms = [
        keras_form(site, convolutions["keras"].cost + poolings["keras"].cost),
        _one_after_the_other("xla, pool", convolutions["xla"], poolings["slices"]),
        _one_after_the_other("patches, pool", convolutions["patches"], poolings["slices"]),
    ]
    ways = [("phases", Way(_by_product, _patch_gradients), _costs.phases)]
    if window.taps * site.shape[-1] <= _MOST_TERMS:
        ways.append(("shifts", Way(_by_shifts, _patch_gradients), _costs.shifts))
    if suits(window):
        ways.append(("winograd", Way(_in_tiles, _gradients_in_tiles), _costs.winograd))
    for name, way, cost in ways:
        pair = Pair(window, way, conv.activation is keras.activations.relu)
        forms.append(Form(name, batch_last=True, run=partial(_run, conv, pair), cost=cost(site)))
    return forms


def _one_after_the_other(name: str, first: Form, second: Form) -> Form:
    def run(inputs: Sequence[Value], *, training: bool) -> Value:
        return second.run([first.run(inputs, training=training)], training=training)

    return Form(name, batch_last=first.batch_last, run=run, cost=first.cost + second.cost)


@dataclass(frozen=True)
class Way:
    """How the phases are computed.

    Args:
        phases: from window, images and kernel the four phases, each (out, *places, batch).
        gradients: from window, images, kernel and the phases' gradients (4, out, *places, batch) those of images and
            kernel.
    """

    phases: Callable[[Window, jax.Array, jax.Array], list[jax.Array]]
    gradients: Callable[[Window, jax.Array, jax.Array, jax.Array], tuple[jax.Array, jax.Array]]


@dataclass(frozen=True)
class Pair:
    """A convolution and its pooling.

    Args:
        window: the convolution's.
        way: to its phases.
        rectify: the convolution's activation is relu, not linear.
    """

    window: Window
    way: Way
    rectify: bool


def _run(conv: Any, pair: Pair, inputs: Sequence[Value], *, training: bool) -> Value:
    del training
    x = inputs[0].last()
    bias = conv.bias.value if conv.use_bias else jnp.zeros(conv.filters, x.dtype)
    return Value(convolve_and_pool(pair, x, conv.kernel.value, bias), batch_last=True)


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def convolve_and_pool(pair: Pair, x: jax.Array, kernel: jax.Array, bias: jax.Array) -> jax.Array:
    """Convolve (channels, height, width, batch), add the bias, rectify if asked to, take each 2 x 2's maximum."""
    return _forward(pair, x, kernel, bias)[0]


def _forward(pair: Pair, x: jax.Array, kernel: jax.Array, bias: jax.Array) -> tuple[jax.Array, Kept]:
    a, b, c, d = pair.way.phases(pair.window, x, kernel)
    y = jnp.maximum(jnp.maximum(a, b), jnp.maximum(c, d)) + bias[:, None, None, None]
    # Of equal phases the first wins, as in Keras.
    later = jnp.maximum(c, d)
    winner = jnp.where(a >= jnp.maximum(b, later), 0, jnp.where(b >= later, 1, jnp.where(c >= d, 2, 3)))
    if pair.rectify:
        winner = jnp.where(y > 0, winner, DEAD)
        y = jnp.maximum(y, 0)
    return y, (x, kernel, winner.astype(jnp.uint8))


def _backward(pair: Pair, kept: Kept, gradient: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array]:
    x, kernel, winner = kept
    each = fence(_each_phase)(winner, gradient)
    alive = jnp.where(winner < DEAD, gradient, 0) if pair.rectify else gradient
    return (*pair.way.gradients(pair.window, x, kernel, each), jnp.sum(alive, axis=(1, 2, 3)))


convolve_and_pool.defvjp(_forward, _backward)


def _each_phase(winner: jax.Array, gradient: jax.Array) -> jax.Array:
    """Give the gradients of the four phases: zero where a phase has not won."""
    # Bare operations: jnp's own are small functions, and inside a fence no function is opened.
    phase = lax.broadcasted_iota(jnp.uint8, (4, *winner.shape), 0)
    wide = lax.broadcast(gradient, (4,))
    return lax.select(lax.eq(phase, lax.broadcast(winner, (4,))), wide, lax.full_like(wide, 0))


def _in_tiles(window: Window, x: jax.Array, kernel: jax.Array) -> list[jax.Array]:
    """Give the four phases by Winograd's tiles, each of which is one pooling window."""
    return [phase for row in tile_results(window, x, kernel, _places(window)) for phase in row]


def _gradients_in_tiles(
    window: Window, x: jax.Array, kernel: jax.Array, each: jax.Array
) -> tuple[jax.Array, jax.Array]:
    return tile_gradients(window, x, kernel, [[each[0], each[1]], [each[2], each[3]]])


def _by_product(window: Window, x: jax.Array, kernel: jax.Array) -> list[jax.Array]:
    """Give the four phases as one product: the kernel, at its four places in the larger window, times the patches."""
    results = _stack(kernel) @ _patches(window, x)
    return list(results.reshape(4, kernel.shape[-1], *_places(window), x.shape[-1]))


def _by_shifts(window: Window, x: jax.Array, kernel: jax.Array) -> list[jax.Array]:
    """Give the four phases as sums of shifted images, which XLA makes one loop: best for a handful of terms."""
    padded = pad(x, window)
    rows, columns = _places(window)
    results = []
    for down, right in product(range(2), range(2)):
        total: Any = 0.0
        for i, j, c in product(*map(range, kernel.shape[:3])):
            seen = padded[c, down + i :: 2, right + j :: 2][:rows, :columns]
            total = total + kernel[i, j, c][:, None, None, None] * seen[None]
        results.append(total)
    return results


def _places(window: Window) -> tuple[int, int]:
    return window.out[0] // 2, window.out[1] // 2


def _patches(window: Window, x: jax.Array) -> jax.Array:
    """Give a matrix: a row for each pixel and channel of the larger window, a column for each place and image."""
    padded = pad(x, window)
    rows, columns = _places(window)
    larger = product(range(window.size[0] + 1), range(window.size[1] + 1))
    parts = [padded[:, i : i + 2 * rows - 1 : 2, j : j + 2 * columns - 1 : 2] for i, j in larger]
    return jnp.stack(parts).reshape(len(parts) * x.shape[0], -1)


def _patch_gradients(window: Window, x: jax.Array, kernel: jax.Array, each: jax.Array) -> tuple[jax.Array, jax.Array]:
    # The patches stand first: with the shorter factor there the product takes twice as long at batch 512.
    flat = each.reshape(4 * kernel.shape[-1], -1)
    stacked = lax.dot_general(_patches(window, x), flat, (((1,), (1,)), ((), ())))
    return _input_gradient(window, kernel, each), _unstack(stacked, kernel.shape)


def _stack(kernel: jax.Array) -> jax.Array:
    """Place the kernel at each phase of the larger window: (4 * out, larger window * in)."""
    height, width, ins, outs = kernel.shape
    stacked = jnp.zeros((2, 2, outs, height + 1, width + 1, ins), kernel.dtype)
    for down, right in product(range(2), range(2)):
        stacked = stacked.at[down, right, :, down : down + height, right : right + width].set(
            kernel.transpose(3, 0, 1, 2)
        )
    return stacked.reshape(4 * outs, -1)


def _unstack(stacked: jax.Array, shape: tuple[int, ...]) -> jax.Array:
    """From the gradient of the stacked kernel, its axes exchanged: add up each phase's part."""
    height, width, ins, outs = shape
    parts = stacked.reshape(height + 1, width + 1, ins, 2, 2, outs)
    total: Any = 0.0
    for down, right in product(range(2), range(2)):
        total = total + parts[down : down + height, right : right + width, :, down, right]
    return jnp.asarray(total)


def _input_gradient(window: Window, kernel: jax.Array, each: jax.Array) -> jax.Array:
    """Gather the gradient by phases of the *input*: each 2 x 2 of its pixels sees the same larger window of results.

    Input row 2i + a gets kernel row u from the result of row 2i + a + before - u. The results were pooled: row r
    is phase r % 2 of pooled row r // 2; `each` has the gradients of the four phases, zero where a phase has not won.
    """
    height, width, ins, outs = kernel.shape
    half = [-(-extent // 2) for extent in window.image]
    firsts = [before - k + 1 for before, k in zip(window.before, window.size, strict=True)]
    parts = []
    for i, j in product(range(height + 1), range(width + 1)):
        (row, down), (column, right) = divmod(firsts[0] + i, 2), divmod(firsts[1] + j, 2)
        edges = [
            (-start, start + extent - size, 0)
            for start, extent, size in zip((row, column), half, each.shape[2:4], strict=True)
        ]
        parts.append(lax.pad(each[2 * down + right], jnp.zeros((), each.dtype), [(0, 0, 0), *edges, (0, 0, 0)]))
    patches = jnp.stack(parts).reshape(len(parts) * outs, -1)
    turned = _stack(kernel[::-1, ::-1].transpose(0, 1, 3, 2))
    phases = (turned @ patches).reshape(2, 2, ins, *half, each.shape[-1])
    full = interleave(phases)
    return full[:, : window.image[0], : window.image[1]]
