"""Which rows validate, which test, and labels as one-hot rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from jaxtyping import Float32, Int64

from convscope._errors import InputError
from convscope._types import Labels


def validation_rows(n: int, validation_split: float) -> tuple[int, int]:
    """Tell which rows `validation_split` sets aside: the last ones, before any shuffling, as in Keras.

    The formula is Keras's: the first row is `floor(n * (1 - validation_split))`.

    Args:
        n: number of training images.
        validation_split: the fraction set aside, `0 <= validation_split < 1`; 0 sets none aside.

    Returns:
        `(start, stop)`: validation takes `x[start:stop]`, training `x[:start]`; `stop` is `n`.

    Raises:
        InputError: the fraction lies outside 0..1, or one of the two parts would be empty.
    """
    if not 0.0 <= validation_split < 1.0:
        raise InputError(
            "validation_split must be at least 0 and below 1",
            found=validation_split,
            todo="0.2 keeps the last fifth of the training images for validation",
        )
    if validation_split == 0:
        return n, n
    start = math.floor(n * (1.0 - validation_split))
    if start in {0, n}:
        raise InputError(
            "validation_split must leave images on both sides",
            found=f"{n} images, validation_split={validation_split}",
            todo="use more images or another fraction",
        )
    return start, n


def one_hot(labels: Labels, classes: int) -> Float32[np.ndarray, "n classes"]:
    """Return one row a label: 1 in the label's column, 0 elsewhere.

    Args:
        labels: integers `(n,)` in `0..classes - 1`.
        classes: number of columns.

    Returns:
        float32 `(n, classes)`.

    Raises:
        InputError: a label lies outside `0..classes - 1`.
    """
    if labels.size and (labels.min() < 0 or labels.max() >= classes):
        raise InputError(
            f"labels must lie in 0..{classes - 1}",
            found=f"{labels.min()}..{labels.max()}",
            todo="give as many classes as there are",
        )
    rows = np.zeros((len(labels), classes), np.float32)
    rows[np.arange(len(labels)), labels] = 1.0
    return rows


def stratified_rows(
    labels: Labels,
    test_split: float,
    seed: int,
    *,
    names: Sequence[str] | None = None,
    file: Path | None = None,
) -> tuple[Int64[np.ndarray, " train"], Int64[np.ndarray, " test"]]:
    """Divide rows into a training and a test part, class by class, the same for the same seed.

    Of a class of `m` images `round(m * test_split)` go into the test part, at least 1 and at most `m - 1`.

    Args:
        labels: integers `(n,)`.
        test_split: the fraction for the test, `0 < test_split < 1`.
        seed: where the random numbers start.
        names: what messages call the classes.
        file: what messages name as the place.

    Returns:
        Training and test rows, disjoint, together `0..n - 1`. The training rows are shuffled, so that
        `validation_split`, which takes the last of them, sees every class; the test rows ascend.

    Raises:
        InputError: the fraction lies outside 0..1 or a class has a single image.
    """
    check_test_split(test_split)
    generator = np.random.default_rng(seed)
    train, test = [], []
    for label in np.unique(labels):
        rows = generator.permutation(np.flatnonzero(labels == label))
        if len(rows) == 1:
            raise InputError(
                "a class must have at least 2 images, one to train and one to test",
                found=f"one of class {label if names is None else names[label]}",
                todo="add images, or make no test part (test_split=0)",
                file=file,
            )
        count = min(max(round(len(rows) * test_split), 1), len(rows) - 1)
        test.append(rows[:count])
        train.append(rows[count:])
    if not train:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return generator.permutation(np.concatenate(train)), np.sort(np.concatenate(test))


def check_test_split(test_split: float) -> None:
    """Check the fraction that becomes the test part where a dataset has none.

    Raises:
        InputError: it is negative, 1 or more, or NaN.
    """
    if not 0.0 <= test_split < 1.0:
        raise InputError(
            "test_split must be at least 0 and below 1",
            found=test_split,
            todo="0.2 keeps a fifth of every class for the test; 0 makes no test part",
        )
