"""Bad input of `fit`: every way of it is one sentence, before anything is compiled."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from convscope._errors import InputError


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
    for part, arrays in (("x", x), ("y", y), ("sample_weight", weights)):
        for array in keras.tree.flatten(arrays):
            # The minimum is NaN if anything is.
            if array is not None and np.issubdtype(array.dtype, np.floating) and np.isnan(np.min(array)):
                raise InputError(
                    f"{name}{part} must hold numbers only",
                    found=f"NaN in {int(np.isnan(array).sum())} places",
                    todo="remove or replace these rows",
                )
    _check_targets(model, y, name)


def _count(arrays: Any, name: str) -> int:
    lengths = {len(array) if np.ndim(array) else 0 for array in keras.tree.flatten(arrays) if array is not None}
    if len(lengths) != 1:
        raise InputError(
            f"all arrays of {name} must have the same length", found=sorted(lengths), todo="pass one row for each image"
        )
    if not (count := lengths.pop()):
        raise InputError(f"{name} must hold at least one row", found="none", todo="pass some data")
    return count


def _check_shapes(model: Any, x: Any, name: str) -> None:
    arrays = keras.tree.flatten(x)
    if len(arrays) != len(model.inputs):
        raise InputError(
            f"{name}x must have an array for each of the model's inputs",
            found=f"{len(arrays)} for {len(model.inputs)}",
            todo="pass them in the order of model.inputs",
        )
    if isinstance(x, dict):
        return
    for array, symbol in zip(arrays, model.inputs, strict=True):
        wanted, found = tuple(symbol.shape[1:]), tuple(array.shape[1:])
        if found not in (wanted, wanted[:-1] if wanted[-1:] == (1,) else wanted, (*wanted, 1)):
            raise InputError(
                f"{name}x must have the shape of the model's input, {wanted} an image",
                found=found,
                todo="reshape the images, or build the model for them",
            )


def _takes_class_numbers(loss: Any) -> bool:
    """Tell whether a loss, by name, function or object, is the sparse cross-entropy."""
    if isinstance(loss, str):
        loss = keras.losses.get(loss)
    sparse = keras.losses.SparseCategoricalCrossentropy
    return isinstance(loss, sparse) or loss is keras.losses.sparse_categorical_crossentropy


def _check_targets(model: Any, y: Any, name: str) -> None:
    """Check labels against the number of classes, and other targets' shape, for the losses we know by name."""
    if len(model.outputs) != 1 or y is None or isinstance(y, (dict, list, tuple)):
        return
    classes = model.outputs[0].shape[-1]
    if _takes_class_numbers(model.loss):
        least, most = np.min(y), np.max(y)
        ignored = getattr(model.loss, "ignore_class", None)
        if ignored is None and (least < 0 or most >= classes):
            raise InputError(
                f"{name}labels must be from 0 to {classes - 1}, for the model has {classes} outputs",
                found=f"{least} to {most}",
                todo="number the classes from 0, or give the model more outputs",
            )
    elif isinstance(model.loss, str):
        wanted, found = tuple(model.outputs[0].shape[1:]), tuple(y.shape[1:])
        if found != wanted and not (wanted == (1,) and found == ()):
            raise InputError(
                f"{name}y must have the shape of the model's output, {wanted} an image, for the loss {model.loss!r}",
                found=found,
                todo="one-hot encode the labels (keras.utils.to_categorical), or use a sparse loss",
            )
