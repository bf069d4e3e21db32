"""Checks that images, labels and a network belong together, and asks the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from convscope._errors import InputError
from convscope._types import Labels

if TYPE_CHECKING:
    from convscope.evaluation._predictor import Predictor

_IMAGE_AXES = 4
_AT_ONCE = 1024


def check_labels(images: npt.NDArray[Any], labels: npt.NDArray[Any], classes: int) -> Labels:
    """Give the labels when they fit the images and the network's classes.

    Raises:
        InputError: there are no images, a label is missing, is no integer or lies outside 0..classes-1.
    """
    if images.ndim != _IMAGE_AXES or images.dtype != np.uint8:
        raise InputError(
            "images must be uint8 of shape (n, height, width, channels)",
            found=f"{images.dtype} of shape {images.shape}",
            todo="load them with convscope.load_data, or reshape them",
        )
    if len(images) == 0:
        raise InputError("an evaluation needs at least one image", found="none", todo="give images with their labels")
    if labels.ndim != 1 or len(labels) != len(images):
        raise InputError(
            "there must be one label an image",
            found=f"labels of shape {labels.shape} for {len(images)} images",
            todo="write both from the same list",
        )
    if not np.issubdtype(labels.dtype, np.integer):
        raise InputError(
            "labels must be integers", found=f"labels of type {labels.dtype}", todo="number the classes from 0"
        )
    wrong = np.flatnonzero((labels < 0) | (labels >= classes))
    if len(wrong):
        raise InputError(
            f"labels must lie in 0..{classes - 1}, the network's classes",
            found=f"label {labels[wrong[0]]} at image {wrong[0]} ({len(wrong)} such labels)",
            todo="evaluate on data with the classes that the network was trained for",
        )
    return labels.astype(np.int64)


def ask(model: Predictor, images: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Give the network's `(n, k)` answers, asked some images at a time so that memory stays small.

    Raises:
        InputError: the answers are not one finite number a class.
    """
    parts = [model.predict(images[start : start + _AT_ONCE]) for start in range(0, len(images), _AT_ONCE)]
    answers = np.concatenate(parts).astype(np.float32, copy=False)
    classes = len(model.info.class_names)
    if answers.shape != (len(images), classes):
        raise InputError(
            f"a network must give one number for each of its {classes} classes",
            found=f"answers of shape {answers.shape} for {len(images)} images",
            todo="export the network again with its own class names",
        )
    broken = np.flatnonzero(~np.isfinite(answers).all(axis=1))
    if len(broken):
        raise InputError(
            "a network's answers must be finite numbers",
            found=f"NaN or infinity for {len(broken)} of {len(images)} images, first at image {broken[0]}",
            todo="its training has diverged: train it again with a lower learning rate",
        )
    return answers
