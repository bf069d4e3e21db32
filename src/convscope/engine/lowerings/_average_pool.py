"""AveragePooling2D: the mean of shifted slices, of the image's own pixels only."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import jax.numpy as jnp
import keras

from convscope.engine import _costs
from convscope.engine._form import Form, Lowering, Site, keras_form, plain
from convscope.engine._value import Value
from convscope.engine._window import Window, pad, slices, window_of


def lower_average_pool(site: Site) -> list[Form]:
    """Give the forms of an AveragePooling2D."""
    layer = site.layer
    forms = [keras_form(site, _costs.xla_average_pool(site))]
    if plain(layer):
        height, width, _ = site.shape
        window = window_of((height, width), layer.pool_size, layer.strides, layer.padding)
        run, cost = partial(_run, window), _costs.pool(site, window.taps)
        forms += [Form("slices", batch_last=last, run=run, cost=cost) for last in (False, True)]
    return forms


def _run(window: Window, inputs: Sequence[Value], *, training: bool) -> Value:
    del training
    x = inputs[0].data  # height and width are in the middle in either layout
    inside = jnp.ones((1, *window.image, 1), x.dtype)
    counts = sum(slices(pad(inside, window), window))
    return inputs[0].like(sum(slices(pad(x, window), window)) / counts)


LOWERINGS: dict[type[Any], Lowering] = {keras.layers.AveragePooling2D: lower_average_pool}
