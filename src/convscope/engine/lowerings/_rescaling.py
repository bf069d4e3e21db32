"""Rescaling: one multiplication and one addition, in either layout."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np

from convscope.engine._form import Form, Lowering, Site, keras_form, plain
from convscope.engine.lowerings._elementwise import pointwise


def lower_rescaling(site: Site) -> list[Form]:
    """Give the forms of a Rescaling; a scale for each channel is left to Keras."""
    layer = site.layer
    if not plain(layer) or np.ndim(layer.scale) or np.ndim(layer.offset):
        return [keras_form(site)]

    def rescale(x: jax.Array) -> jax.Array:
        return x.astype(jnp.float32) * layer.scale + layer.offset

    return pointwise(site, rescale)


LOWERINGS: dict[type[Any], Lowering] = {keras.layers.Rescaling: lower_rescaling}
