"""Which array of a dictionary or a list belongs to which of a model's inputs, as Keras has it."""

from __future__ import annotations

from typing import Any

import keras


def input_keys(model: Any) -> list[str]:
    """Give the keys that a dictionary must have, in the order of the model's inputs."""
    struct = getattr(model, "_inputs_struct", None)
    if isinstance(struct, dict):
        # A model that was built of a dictionary takes one with the same keys, whatever its inputs' names are.
        keys = {id(symbol): key for key, symbol in struct.items()}
        return [keys[id(symbol)] for symbol in model.inputs]
    return [symbol.name for symbol in model.inputs]


def in_order(model: Any, inputs: Any) -> list[Any]:
    """Give the arrays in the order of the model's inputs."""
    return [inputs[key] for key in input_keys(model)] if isinstance(inputs, dict) else keras.tree.flatten(inputs)
