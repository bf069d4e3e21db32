"""Dropout and SpatialDropout2D: a byte of randomness a number instead of four."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import prod
from typing import Any

import jax
import jax.numpy as jnp
import keras
from jax import lax

from convscope.engine import _costs
from convscope.engine._fence import fence
from convscope.engine._form import Form, Lowering, Site, keras_form, plain
from convscope.engine._value import Value


def _lower(site: Site) -> list[Form]:
    layer = site.layer
    if not plain(layer) or getattr(layer, "noise_shape", None) is not None:
        return [keras_form(site)]
    spatial = isinstance(layer, keras.layers.SpatialDropout2D)
    drawn = site.shape[-1:] if spatial else site.shape
    run, cost = partial(_run, layer, spatial=spatial), _costs.random_numbers(drawn, 0.25)
    own = [Form("bytes", batch_last=last, run=run, cost=cost) for last in (False, True)]
    return [keras_form(site, cost=_costs.random_numbers(drawn, 1.0)), *own]


def _run(layer: Any, inputs: Sequence[Value], *, spatial: bool, training: bool) -> Value:
    if not training or layer.rate == 0:
        return inputs[0]
    x = inputs[0].data
    # Height and width are in the middle in either layout.
    shape = (x.shape[0], 1, 1, x.shape[-1]) if spatial else x.shape
    # The layer's own generator gives the seed, so that its state is saved with the model and a resumed run goes on.
    kept, share = keep(layer.seed_generator.next(), shape, layer.rate)
    return inputs[0].like(jnp.where(kept, x / share, 0))


def keep(seed: jax.Array, shape: tuple[int, ...], rate: float) -> tuple[jax.Array, float]:
    """Draw which numbers stay; give that and the exact share that stays on average.

    A rate that is a multiple of 1/256 takes one random byte a number, others two: the share is then within 1/131072.
    """
    width = 8 if (rate * 256).is_integer() else 16
    threshold = min(round(rate * 2**width), 2**width - 1)
    each = 32 // width
    words = fence(partial(random_words, (-(-shape[0] // each), *shape[1:])))(seed)
    # A word's bytes go to rows far apart, not to neighbours: the loop over a row then has nothing to pick apart.
    parts = jnp.stack([(words >> (width * part)) & (2**width - 1) for part in range(each)])
    return parts.reshape(-1, *shape[1:])[: shape[0]] >= threshold, 1 - threshold / 2**width


def random_words(shape: tuple[int, ...], seed: jax.Array) -> jax.Array:
    """Draw 32 random bits for each place: its number, hashed with two keys from `seed` (threefry alone is too dear).

    The hash is two rounds of multiply and shift with the constants of C. Wellons's `lowbias32`, a key before each.
    """
    key = jax.random.bits(jax.random.wrap_key_data(seed.astype(jnp.uint32)), (2,), jnp.uint32)
    word = lax.iota(jnp.uint32, prod(shape)).reshape(shape) * jnp.uint32(0x9E3779B9) + key[0]
    word = (word ^ (word >> 16)) * jnp.uint32(0x7FEB352D)
    word = ((word ^ (word >> 15)) + key[1]) * jnp.uint32(0x846CA68B)
    return word ^ (word >> 16)


LOWERINGS: dict[type[Any], Lowering] = {keras.layers.Dropout: _lower, keras.layers.SpatialDropout2D: _lower}
