"""The arrays of a training: brought to Keras's types, split, weighted, and put on the device once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from convscope._errors import InputError


@dataclass(frozen=True)
class Data:
    """Images and what belongs to them; each part may be a list or a dictionary of arrays, or None.

    Args:
        x: what the model sees; uint8 stays uint8.
        y: what it should answer.
        weights: how much each counts.
    """

    x: Any
    y: Any
    weights: Any

    def __len__(self) -> int:
        return len(keras.tree.flatten(self.x)[0])

    def on_device(self) -> tuple[Any, Any, Any]:
        """Put all on the device."""
        import jax
        import jax.numpy as jnp

        x, y, weights = jax.tree.map(jnp.asarray, (self.x, self.y, self.weights))
        return x, y, weights


def lists_arrays(*parts: Any) -> bool:
    """Tell whether all is arrays: no generator, data set of another library, or loader."""
    return all(
        part is None or (hasattr(part, "shape") and hasattr(part, "dtype")) or isinstance(part, (int, float))
        for whole in parts
        for part in keras.tree.flatten(whole)
    )


def as_arrays(whole: Any) -> Any:
    """Bring arrays to NumPy with Keras's types: floats to its float type, integers left alone."""

    def one(part: Any) -> Any:
        if part is None:
            return None
        array = np.asarray(part)
        wide = np.issubdtype(array.dtype, np.floating)
        return array.astype(keras.config.floatx(), copy=False) if wide else array

    return keras.tree.map_structure(one, whole)


def split(data: Data, share: float) -> tuple[Data, Data]:
    """Split off the last `share` of the rows for validation, before any shuffling, as Keras does."""
    count = len(data)
    kept = int(np.floor(count * (1.0 - share)))
    if not 0 < kept < count:
        raise InputError(
            "validation_split must leave at least one image on either side",
            found=f"{kept} of {count} for training",
            todo="change the share, or pass more images",
        )

    def part(rows: slice) -> Data:
        cut = [
            None if a is None else keras.tree.map_structure(lambda v: v[rows], a)
            for a in (data.x, data.y, data.weights)
        ]
        return Data(*cut)

    return part(slice(None, kept)), part(slice(kept, None))


def weigh(data: Data, class_weight: dict[int, float] | None) -> Data:
    """Turn weights of classes into weights of images."""
    if not class_weight:
        return data
    if data.weights is not None:
        raise InputError(
            "class_weight and sample_weight cannot both be given", found="both", todo="multiply them into sample_weight"
        )
    if isinstance(data.y, (dict, list, tuple)) or data.y is None:
        raise InputError(
            "class_weight needs a model with one output", found="several targets", todo="use sample_weight"
        )
    labels = data.y
    if labels.ndim > 1:
        labels = labels.reshape(len(labels)) if labels.shape[1:] == (1,) else np.argmax(labels, axis=-1)
    numbers = np.round(labels).astype(int)  # as Keras does
    weights = np.ones(numbers.shape, keras.config.floatx())
    for number, weight in class_weight.items():
        weights[numbers == number] = weight
    return Data(data.x, data.y, weights)
