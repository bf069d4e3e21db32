"""A tensor inside the engine, and the one fact about it that Keras does not have: where its batch axis lies."""

from __future__ import annotations

from dataclasses import dataclass

import jax
import jax.numpy as jnp


@dataclass(frozen=True)
class Value:
    """An activation of the network.

    Keras's layout is (batch, height, width, channels) or (batch, features). The engine's own, "batch last", is the
    same with its first and last axes exchanged: (channels, height, width, batch) or (features, batch).

    Args:
        data: the array.
        batch_last: it is in the engine's layout.
    """

    data: jax.Array
    batch_last: bool

    def first(self) -> jax.Array:
        """Give the array in Keras's layout."""
        return swap(self.data) if self.batch_last else self.data

    def last(self) -> jax.Array:
        """Give the array with its batch last."""
        return self.data if self.batch_last else swap(self.data)

    def like(self, data: jax.Array) -> Value:
        """Give `data` this value's layout."""
        return Value(data, self.batch_last)


def swap(data: jax.Array) -> jax.Array:
    """Exchange the first and the last axis: from either layout to the other."""
    return jnp.swapaxes(data, 0, -1)


def last_axis(axis: int, rank: int) -> int:
    """Say where Keras's `axis` of a tensor of `rank` axes lies when the batch is last."""
    axis %= rank
    return {0: rank - 1, rank - 1: 0}.get(axis, axis)
