"""From a dataset to the arrays that `fit` takes."""

from __future__ import annotations

import dataclasses

import keras
import numpy as np

from convscope.datasets import SCALINGS, Dataset, one_hot, validation_rows
from convscope.recipes import Choices


@dataclasses.dataclass(frozen=True)
class Rows:
    """Training rows as `fit` takes them; `validation` are the rows (start, stop) that Keras's split will take."""

    x: np.ndarray
    y: np.ndarray
    validation: tuple[int, int]


def training_rows(dataset: Dataset, model: keras.Model, choices: Choices) -> Rows:
    """Scale the images and bring the labels into the form that the model's loss takes."""
    validation = validation_rows(len(dataset.x_train), choices.validation_split)
    x = SCALINGS[choices.scaling].apply(dataset.x_train)
    return Rows(x, encode_labels(dataset.y_train, model, dataset.classes), validation)


def encode_labels(labels: np.ndarray, model: keras.Model, classes: int) -> np.ndarray:
    """Return labels one-hot, as indices for a sparse loss, or as 0 and 1 for a network of one unit."""
    if model.output_shape[-1] == 1:
        return labels.astype(np.float32)[:, None]
    if loss_name(model).startswith("sparse"):
        return labels
    return one_hot(labels, classes)


def loss_name(model: keras.Model) -> str:
    """Return the name of the model's loss, however it was given."""
    loss = model.loss
    if isinstance(loss, str):
        return loss
    return str(getattr(loss, "name", None) or getattr(loss, "__name__", ""))
