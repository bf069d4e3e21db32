"""GlobalAveragePooling2D and GlobalMaxPooling2D: the mean or the maximum over height and width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax.numpy as jnp
import keras

from convscope.engine._form import Form, Lowering, Site, keras_form, plain
from convscope.engine._value import Value


def lower_global_pool(site: Site) -> list[Form]:
    """Give the forms of a global pooling."""
    layer = site.layer
    reduction = jnp.mean if isinstance(layer, keras.layers.GlobalAveragePooling2D) else jnp.max

    def run(inputs: Sequence[Value], *, training: bool) -> Value:
        del training
        return Value(reduction(inputs[0].last(), axis=(1, 2), keepdims=layer.keepdims), batch_last=True)

    own = [Form("reduce", batch_last=True, run=run)] if plain(layer) else []
    return [keras_form(site), *own]


LOWERINGS: dict[type[Any], Lowering] = {
    keras.layers.GlobalAveragePooling2D: lower_global_pool,
    keras.layers.GlobalMaxPooling2D: lower_global_pool,
}
