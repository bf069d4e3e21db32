"""A sliding window, for convolutions and poolings; arrays are (channels, height, width, batch)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import jax
import jax.numpy as jnp
from jax import lax


@dataclass(frozen=True)
class Window:
    """How a window slides over an image; every pair is (height, width).

    Args:
        size: the window's.
        strides: from one place to the next.
        dilation: distance between two of its pixels.
        before: rows and columns of padding above and to the left.
        image: the image's size without padding.
        out: how many places it has.
    """

    size: tuple[int, int]
    strides: tuple[int, int]
    dilation: tuple[int, int]
    before: tuple[int, int]
    image: tuple[int, int]
    out: tuple[int, int]

    @property
    def padded(self) -> tuple[int, int]:
        """The part of the padded image that the window touches."""
        rows, columns = (
            (o - 1) * s + (k - 1) * d + 1
            for o, s, k, d in zip(self.out, self.strides, self.size, self.dilation, strict=True)
        )
        return rows, columns

    @property
    def taps(self) -> int:
        """How many pixels it sees."""
        return self.size[0] * self.size[1]


def window_of(
    image: tuple[int, int],
    size: tuple[int, int],
    strides: tuple[int, int],
    padding: str,
    dilation: tuple[int, int] = (1, 1),
) -> Window:
    """Place a window as Keras does: `padding` is "valid" or "same" (then the smaller half of the padding is before)."""
    outs, befores = [], []
    for extent, k, s, d in zip(image, size, strides, dilation, strict=True):
        reach = (k - 1) * d + 1
        out = (extent - reach) // s + 1 if padding == "valid" else -(-extent // s)
        missing = 0 if padding == "valid" else max((out - 1) * s + reach - extent, 0)
        outs.append(out)
        befores.append(missing // 2)
    return Window(size, strides, dilation, (befores[0], befores[1]), image, (outs[0], outs[1]))


def pad(x: jax.Array, window: Window, value: float = 0.0) -> jax.Array:
    """Bring an image to what the window touches: padding where it lacks, cropping where nothing reaches."""
    edges = [(0, 0, 0)]
    for before, extent, want in zip(window.before, window.image, window.padded, strict=True):
        edges.append((before, want - before - extent, 0))
    return lax.pad(x, jnp.asarray(value, x.dtype), [*edges, (0, 0, 0)])


def unpad(x: jax.Array, window: Window) -> jax.Array:
    """Undo `pad` for a gradient: crop the padding, and zeros where nothing reached."""
    edges = [(0, 0, 0)]
    for before, extent, have in zip(window.before, window.image, window.padded, strict=True):
        edges.append((-before, extent + before - have, 0))
    return lax.pad(x, jnp.zeros((), x.dtype), [*edges, (0, 0, 0)])


def slices(padded: jax.Array, window: Window) -> list[jax.Array]:
    """For each pixel of the window give what it sees, from top left to bottom right: (channels, *out, batch)."""
    (rows, columns), (down, right) = window.out, window.strides
    found = []
    for i, j in product(range(window.size[0]), range(window.size[1])):
        top, left = i * window.dilation[0], j * window.dilation[1]
        found.append(
            padded[:, top : top + (rows - 1) * down + 1 : down, left : left + (columns - 1) * right + 1 : right]
        )
    return found


def spread(parts: list[jax.Array], window: Window) -> jax.Array:
    """The transpose of `slices`: add each pixel's part back where it came from, into the padded image."""
    total: jax.Array | float = 0.0
    for part, (i, j) in zip(parts, product(range(window.size[0]), range(window.size[1])), strict=True):
        edges = [(0, 0, 0)]
        for start, out, stride, want in zip(
            (i * window.dilation[0], j * window.dilation[1]), window.out, window.strides, window.padded, strict=True
        ):
            edges.append((start, want - start - (out - 1) * stride - 1, stride - 1))
        total = total + lax.pad(part, jnp.zeros((), part.dtype), [*edges, (0, 0, 0)])
    return jnp.asarray(total)


def dilate(window: Window, gradient: jax.Array) -> jax.Array:
    """Put zeros between the places of a gradient, and around them, as far as the window reaches."""
    edges = [(0, 0, 0)]
    for k, stride, dilation, before, extent, out in zip(
        window.size, window.strides, window.dilation, window.before, window.image, window.out, strict=True
    ):
        reach = (k - 1) * dilation
        low = reach - before
        edges.append((low, extent + reach - ((out - 1) * stride + 1) - low, stride - 1))
    return lax.pad(gradient, jnp.zeros((), gradient.dtype), [*edges, (0, 0, 0)])
