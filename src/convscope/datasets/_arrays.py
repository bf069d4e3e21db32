"""From the arrays of a file to a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from convscope._errors import InputError
from convscope.datasets._dataset import Dataset
from convscope.datasets._labels import as_labels, count_classes
from convscope.datasets._pixels import as_pixels, shares
from convscope.datasets._splitting import stratified_rows


class Part(NamedTuple):
    """Images and labels as they were saved, and what the file calls them."""

    images: np.ndarray
    labels: np.ndarray
    keys: tuple[str, str]


def from_arrays(
    train: Part,
    test: Part | None,
    *,
    file: Path,
    class_names: tuple[str, ...] | None = None,
    test_split: float,
    seed: int,
) -> Dataset:
    """Check saved arrays and make a dataset of them.

    Args:
        train: the training part.
        test: the test part; where there is none a stratified one is taken out of the training part.
        file: where they came from.
        class_names: a name a class; else the classes are called 0, 1, 2 ...
        test_split: the fraction to take out where there is no test part; 0 leaves the test part empty.
        seed: where the random numbers of that start.

    Raises:
        InputError: an array is wrong, or they do not fit each other.
    """
    if test is not None and len(test.images) and shares(train.images) != shares(test.images):
        raise InputError(
            f"{train.keys[0]} and {test.keys[0]} must have one range",
            found=f"values up to {train.images.max():g} and up to {test.images.max():g}",
            todo="save both as uint8 in 0..255",
            file=file,
        )
    x_train, y_train = _checked(train, file)
    if class_names is None:
        class_names = tuple(str(label) for label in range(count_classes(y_train, file=file)))
    if test is not None:
        x_test, y_test = _checked(test, file)
    elif test_split == 0:
        x_test, y_test = x_train[:0], y_train[:0]
    else:
        train_rows, test_rows = stratified_rows(y_train, test_split, seed, names=class_names, file=file)
        x_test, y_test = x_train[test_rows], y_train[test_rows]
        x_train, y_train = x_train[train_rows], y_train[train_rows]
    return Dataset(
        name=file.stem,
        x_train=x_train,
        y_train=y_train,
        x_test=x_test,
        y_test=y_test,
        class_names=class_names,
        source=str(file),
    )


def _checked(part: Part, file: Path) -> tuple[np.ndarray, np.ndarray]:
    """Bring images and labels into the dataset's form."""
    images = as_pixels(part.images, key=part.keys[0], file=file)
    return images, as_labels(part.labels, len(images), key=part.keys[1], file=file)
