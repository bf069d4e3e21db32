"""Bad input of `fit`: every way of it is one sentence, before anything is compiled."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from convscope._errors import InputError
from convscope.engine._input_order import in_order, input_keys
from convscope.engine._shapes import fits
from convscope.engine._targets import check_targets

_NO_NUMBERS = "OSUMm"
"""NumPy's letters of objects, words and times; types that it does not know, such as bfloat16, are numbers."""


def check_model(model: Any) -> None:
    """Refuse what is not a compiled Keras model."""
    if not isinstance(model, keras.Model):
        raise InputError("fit trains a Keras model", found=type(model).__name__, todo="pass a keras.Model")
    if not model.compiled:
        raise InputError(
            "a model must be compiled before it is trained",
            found=f"{model.name!r} is not",
            todo="call model.compile(optimizer=..., loss=...)",
        )


def check_numbers(batch_size: int, epochs: int, validation_split: float, initial_epoch: int) -> None:
    """Refuse sizes and counts that make no training."""
    for name, value, least in (
        ("batch_size", batch_size, 1),
        ("epochs", epochs, 0),
        ("initial_epoch", initial_epoch, 0),
    ):
        if value < least:
            raise InputError(f"{name} must be {least} or more", found=value, todo=f"choose {max(least, 1)} or more")
    if not 0 <= validation_split < 1:
        raise InputError(
            "validation_split must be from 0 up to, not including, 1",
            found=validation_split,
            todo="give the share of the last images to validate on, e.g. 0.2",
        )


def check_arrays(model: Any, x: Any, y: Any, weights: Any, name: str = "") -> None:
    """Refuse arrays that do not fit each other, or the model, or hold NaN.

    Args:
        model: the compiled model.
        x: images, or a list or dictionary of arrays.
        y: labels or targets, likewise.
        weights: one number an image, or None.
        name: "validation " for the validation data.
    """
    count = _count(x, f"{name}x")
    for part, arrays in (("y", y), ("sample_weight", weights)):
        if arrays is not None and (found := _count(arrays, f"{name}{part}")) != count:
            raise InputError(
                f"{name}x and {part} must have the same length",
                found=f"{count} and {found}",
                todo="pass one row for each image",
            )
    _check_shapes(model, x, name)
    if y is None and model.loss is not None and type(model).train_step is keras.Model.train_step:
        raise InputError(f"{name}y must be given, for the model has a loss", found="none", todo="pass the labels")
    for part, arrays in (("x", x), ("y", y), ("sample_weight", weights)):
        for array in keras.tree.flatten(arrays):
            if array is not None and array.dtype.kind in _NO_NUMBERS:
                raise InputError(
                    f"{name}{part} must hold numbers only",
                    found=f"values of type {array.dtype}",
                    todo="turn classes' names into numbers: numpy.unique(names, return_inverse=True)[1]",
                )
            # The minimum is NaN if anything is.
            if array is not None and np.issubdtype(array.dtype, np.floating) and np.isnan(np.min(array)):
                raise InputError(
                    f"{name}{part} must hold numbers only",
                    found=f"NaN in {int(np.isnan(array).sum())} places",
                    todo="remove or replace these rows",
                )
    check_targets(model, y, name)


def _count(arrays: Any, name: str) -> int:
    parts = [array for array in keras.tree.flatten(arrays) if array is not None]
    if not parts:
        raise InputError(f"{name} must be given", found="none", todo="pass some data")
    if any(not np.ndim(array) for array in parts):
        raise InputError(
            f"{name} must hold arrays",
            found="single numbers",
            todo=f"pass {name.rsplit(maxsplit=1)[-1]} as numpy.asarray(...)",
        )
    lengths = {len(array) for array in parts}
    if len(lengths) != 1:
        raise InputError(
            f"all arrays of {name} must have the same length", found=sorted(lengths), todo="pass one row for each image"
        )
    if not (count := lengths.pop()):
        raise InputError(f"{name} must hold at least one row", found="none", todo="pass some data")
    return count


def _check_shapes(model: Any, x: Any, name: str) -> None:
    if isinstance(x, dict) and (missing := [key for key in input_keys(model) if key not in x]):
        raise InputError(
            f"{name}x must have an array for each of the model's inputs",
            found=f"none named {', '.join(missing)}, but {', '.join(map(str, x))}",
            todo="name them as the model's inputs",
        )
    arrays = in_order(model, x)
    if len(arrays) != len(model.inputs):
        raise InputError(
            f"{name}x must have an array for each of the model's inputs",
            found=f"{len(arrays)} for {len(model.inputs)}",
            todo="pass them in the order of model.inputs",
        )
    for array, symbol in zip(arrays, model.inputs, strict=True):
        wanted, found = tuple(symbol.shape[1:]), tuple(array.shape[1:])
        if not fits(found, wanted):
            raise InputError(
                f"{name}x must have the shape of the model's input, {wanted} an image",
                found=found,
                todo="reshape the images, or build the model for them",
            )
