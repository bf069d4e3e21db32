"""A 3 x 3 convolution with 16 multiplications for 2 x 2 results, where the plain sum has 36.

Source: A. Lavin and S. Gray, Fast algorithms for convolutional neural networks, 2016, F(2 x 2, 3 x 3).

The results are cut into 2 x 2 tiles; each sees 4 x 4 pixels. Of these pixels 16 sums and differences are made, of the
kernel another 16; the products of the two, one matrix product for each of the 16, give the four results by sums and
differences again. All three steps are linear, so that backward each is its own transpose. A "grid" is a list of lists
of arrays of one shape: the 16 sums and products are not stacked, which would write them once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import product
from typing import TypeAlias

import jax
import jax.numpy as jnp
from jax import lax

from convscope.engine._fence import fence
from convscope.engine._window import Window

Matrix: TypeAlias = tuple[tuple[float, ...], ...]
Grid: TypeAlias = list[list[jax.Array]]

TILE = 2
"""Results of a tile each way."""
_SEEN = TILE + 2
"""Pixels that a tile sees each way."""

_PIXELS: Matrix = ((1.0, 0.0, -1.0, 0.0), (0.0, 1.0, 1.0, 0.0), (0.0, -1.0, 1.0, 0.0), (0.0, 1.0, 0.0, -1.0))
_KERNEL: Matrix = ((1.0, 0.0, 0.0), (0.5, 0.5, 0.5), (0.5, -0.5, 0.5), (0.0, 0.0, 1.0))
_RESULTS: Matrix = ((1.0, 1.0, 1.0, 0.0), (0.0, 1.0, -1.0, -1.0))


def suits(window: Window) -> bool:
    """Tell whether a convolution can be computed so."""
    return window.size == (3, 3) and window.strides == window.dilation == (1, 1)


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def convolve_in_tiles(window: Window, x: jax.Array, kernel: jax.Array) -> jax.Array:
    """Convolve images (channels, height, width, batch) with a kernel (3, 3, in, out), without bias."""
    whole = interleave(_stacked(tile_results(window, x, kernel, _tile_count(window))))
    return whole[:, : window.out[0], : window.out[1]]


def _forward(window: Window, x: jax.Array, kernel: jax.Array) -> tuple[jax.Array, tuple[jax.Array, jax.Array]]:
    return convolve_in_tiles(window, x, kernel), (x, kernel)


def _backward(window: Window, kept: tuple[jax.Array, jax.Array], gradient: jax.Array) -> tuple[jax.Array, jax.Array]:
    return tile_gradients(window, *kept, _cut(gradient, _tile_count(window)))


convolve_in_tiles.defvjp(_forward, _backward)


def _tile_count(window: Window) -> tuple[int, int]:
    """Count the tiles that hold all results; the last ones may reach beyond the edge."""
    return -(-window.out[0] // TILE), -(-window.out[1] // TILE)


def tile_results(window: Window, x: jax.Array, kernel: jax.Array, places: tuple[int, int]) -> Grid:
    """Convolve (channels, height, width, batch): the tiles' results at (row, column), each (out, *places, batch).

    Args:
        window: what `suits`.
        x: images.
        kernel: (3, 3, in, out).
        places: how many tiles there are down and across, from the top left corner.
    """
    pixels, weights = _pixels(window, x, places), _weights(kernel)
    products = [
        [lax.dot_general(weights[i, j], pixels[i][j], (((0,), (0,)), ((), ()))) for j in range(_SEEN)]
        for i in range(_SEEN)
    ]
    shape = (kernel.shape[-1], *places, x.shape[-1])
    return [[each.reshape(shape) for each in row] for row in _both_ways(_RESULTS, products)]


def tile_gradients(window: Window, x: jax.Array, kernel: jax.Array, each: Grid) -> tuple[jax.Array, jax.Array]:
    """From the gradients of `tile_results`, `each` (out, *places, batch), give those of the images and the kernel."""
    places, batch = (each[0][0].shape[1], each[0][0].shape[2]), x.shape[-1]
    flat = [[phase.reshape(kernel.shape[-1], -1) for phase in row] for row in each]
    pixels, weights, products = _pixels(window, x, places), _weights(kernel), _both_ways(_turned(_RESULTS), flat)
    ways = list(product(range(_SEEN), repeat=2))
    of_weights = jnp.stack(
        [lax.dot_general(pixels[i][j], products[i][j], (((1,), (1,)), ((), ()))) for i, j in ways]
    ).reshape(_SEEN, _SEEN, *kernel.shape[2:])
    mix = jnp.asarray(_KERNEL, kernel.dtype)
    of_pixels = [
        [(weights[i, j] @ products[i][j]).reshape(len(x), *places, batch) for j in range(_SEEN)] for i in range(_SEEN)
    ]
    return _images(window, of_pixels), jnp.einsum("ai,bj,abcf->ijcf", mix, mix, of_weights)


def interleave(tiles: jax.Array) -> jax.Array:
    """Put tiles (2, 2, channels, *places, batch) side by side: (channels, height, width, batch)."""
    _, _, channels, rows, columns, batch = tiles.shape
    return tiles.transpose(2, 3, 0, 4, 1, 5).reshape(channels, TILE * rows, TILE * columns, batch)


def _stacked(grid: Grid) -> jax.Array:
    return jnp.stack([jnp.stack(row) for row in grid])


def _cut(x: jax.Array, places: tuple[int, int]) -> Grid:
    """Undo `interleave`, for the first `places`; beyond the edge are zeros."""
    edges = [(0, TILE * count - extent, 0) for count, extent in zip(places, x.shape[1:3], strict=True)]
    x = lax.pad(x, jnp.zeros((), x.dtype), [(0, 0, 0), *edges, (0, 0, 0)])
    return [[x[:, i::TILE, j::TILE] for j in range(TILE)] for i in range(TILE)]


def _turned(matrix: Matrix) -> Matrix:
    return tuple(zip(*matrix, strict=True))


def _combine(matrix: Matrix, parts: Sequence[jax.Array]) -> tuple[jax.Array, ...]:
    """Multiply a matrix of few numbers with a column of arrays of one shape."""
    # Bare operations: jnp's own are small functions, and inside a fence no function is opened.
    made = []
    for row in matrix:
        terms = [
            x if factor == 1 else lax.mul(x, lax.full_like(x, factor))
            for factor, x in zip(row, parts, strict=True)
            if factor
        ]
        total = terms[0]
        for term in terms[1:]:
            total = lax.add(total, term)
        made.append(total)
    return tuple(made)


def _both_ways(matrix: Matrix, grid: Grid) -> Grid:
    """Multiply a grid with a matrix from the left and with its transpose from the right."""
    # Without the fence each of the results would add up the whole grid anew.
    down = fence(lambda *column: _combine(matrix, column))
    columns = [down(*column) for column in zip(*grid, strict=True)]
    return [list(_combine(matrix, row)) for row in zip(*columns, strict=True)]


def _weights(kernel: jax.Array) -> jax.Array:
    """Give the kernel's 16 sums: (4, 4, in, out)."""
    mix = jnp.asarray(_KERNEL, kernel.dtype)
    return jnp.einsum("ai,bj,ijcf->abcf", mix, mix, kernel)


def _pixels(window: Window, x: jax.Array, places: tuple[int, int]) -> Grid:
    """Give the 16 sums of the pixels that each tile sees: (channels, places and images)."""
    edges = [
        (before, TILE * count + 2 - before - extent, 0)
        for before, count, extent in zip(window.before, places, window.image, strict=True)
    ]
    padded = lax.pad(x, jnp.zeros((), x.dtype), [(0, 0, 0), *edges, (0, 0, 0)])
    rows = fence(lambda image: _combine(_PIXELS, _every_second(image, places[0], axis=1)))(padded)
    return [[each.reshape(len(x), -1) for each in _combine(_PIXELS, _every_second(row, places[1], 2))] for row in rows]


def _every_second(x: jax.Array, count: int, axis: int) -> list[jax.Array]:
    """Along one axis give the first pixel that each of `count` tiles sees, the second, ..."""
    return [lax.slice_in_dim(x, start, start + TILE * (count - 1) + 1, TILE, axis) for start in range(_SEEN)]


def _images(window: Window, grid: Grid) -> jax.Array:
    """Undo `_pixels` for gradients (channels, *places, batch): each pixel gathers from the tiles that see it."""
    back = _turned(_PIXELS)
    down = fence(lambda *column: _gather(_combine(back, column), axis=1))
    columns = [down(*column) for column in zip(*grid, strict=True)]
    full = interleave(_stacked([list(_gather(_combine(back, row), axis=2)) for row in zip(*columns, strict=True)]))
    edges = [
        (-before, extent + before - have, 0)
        for before, extent, have in zip(window.before, window.image, full.shape[1:3], strict=True)
    ]
    return lax.pad(full, jnp.zeros((), full.dtype), [(0, 0, 0), *edges, (0, 0, 0)])


def _gather(parts: Sequence[jax.Array], axis: int) -> tuple[jax.Array, ...]:
    """Along one axis add up four pixels of each tile to two: a tile's third pixel is the next one's first.

    The axis has one place more afterwards.
    """
    zero = lax.full_like(parts[0], 0, shape=())

    def moved(x: jax.Array, by: int) -> jax.Array:
        edges = [(by, 1 - by, 0) if number == axis else (0, 0, 0) for number in range(x.ndim)]
        return lax.pad(x, zero, edges)

    return tuple(lax.add(moved(parts[i], 0), moved(parts[i + TILE], 1)) for i in range(TILE))
