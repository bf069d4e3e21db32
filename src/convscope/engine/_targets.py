"""Labels and targets that do not fit the model's output and its loss: one sentence, before anything is compiled."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from convscope._errors import InputError
from convscope.engine._shapes import fits

_BY_NUMBER = [
    keras.losses.categorical_crossentropy,
    keras.losses.binary_crossentropy,
    keras.losses.categorical_focal_crossentropy,
    keras.losses.binary_focal_crossentropy,
    keras.losses.kl_divergence,
    keras.losses.poisson,
    keras.losses.mean_squared_error,
    keras.losses.mean_absolute_error,
    keras.losses.mean_absolute_percentage_error,
    keras.losses.mean_squared_logarithmic_error,
    keras.losses.cosine_similarity,
    keras.losses.huber,
    keras.losses.log_cosh,
    keras.losses.hinge,
    keras.losses.squared_hinge,
    keras.losses.categorical_hinge,
]
"""They want targets of the output's shape."""


def check_targets(model: Any, y: Any, name: str) -> None:
    """Check labels against the number of classes, and other targets' shape, for Keras's losses.

    Args:
        model: the compiled model.
        y: labels or targets; several of them are left to Keras.
        name: "validation " for the validation data.
    """
    arrays = keras.tree.flatten(y)
    if len(model.outputs) != 1 or len(arrays) != 1 or arrays[0] is None:
        return
    y = arrays[0]
    loss, wanted, found = _only(model.loss), tuple(model.outputs[0].shape[1:]), tuple(y.shape[1:])
    function = getattr(loss, "fn", loss)
    if function is keras.losses.sparse_categorical_crossentropy:
        if not fits(found, (*wanted[:-1], 1)):
            raise InputError(
                f"{name}y must hold one class number an image, for the loss is a sparse one",
                found=f"{found} an image",
                todo="pass the class numbers (numpy.argmax of one-hot labels), or use categorical_crossentropy",
            )
        classes, least, most = wanted[-1], np.min(y), np.max(y)
        ignored = getattr(loss, "ignore_class", None)
        if ignored is None and (least < 0 or most >= classes):
            raise InputError(
                f"{name}labels must be from 0 to {classes - 1}, for the model has {classes} outputs",
                found=f"{least} to {most}",
                todo="number the classes from 0, or give the model more outputs",
            )
    elif function in _BY_NUMBER and not fits(found, wanted):
        labels = found in ((), (1,))
        raise InputError(
            f"{name}y must have the shape of the model's output, {wanted} an image, for the loss {function.__name__}",
            found=f"{found} an image",
            todo="one-hot encode the labels (keras.utils.to_categorical), or use a sparse loss"
            if labels
            else "reshape the targets, or change the model's last layer",
        )


def _only(loss: Any) -> Any:
    """Give the loss of a model with one output, as a function or an object."""
    while isinstance(loss, (dict, list, tuple)) and len(loss) == 1:
        loss = next(iter(loss.values())) if isinstance(loss, dict) else loss[0]
    return keras.losses.get(loss) if isinstance(loss, str) else loss
