"""Arrays of labels, as people save them, become int64 in 0..classes - 1."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from jaxtyping import Int64

from convscope._errors import InputError

_SHOWN = 5


def as_labels(labels: np.ndarray, images: int, *, key: str, file: Path) -> Int64[np.ndarray, " n"]:
    """Return `labels` as int64 `(n,)`; floats that are whole numbers count as integers, `(n, 1)` as `(n,)`.

    Args:
        labels: the labels as they were saved.
        images: how many images there are.
        key: the array's name, for messages.
        file: where it came from, for messages.

    Raises:
        InputError: another shape or number of labels; text, fractions, NaN, negative or huge numbers.
    """
    flat = labels[:, 0] if labels.shape == (len(labels), 1) else labels
    if flat.ndim != 1:
        todo = "save one number an image; one-hot rows become that by labels.argmax(axis=1)"
        raise _wrong(key, "have the shape (n,)", f"shape {labels.shape}", todo, file)
    if flat.dtype.kind not in "iuf":
        raise _wrong(key, "hold integers", f"type {labels.dtype}", "number the classes from 0", file)
    if len(flat) != images:
        raise _wrong(
            key,
            "hold one label an image",
            f"{len(flat)} labels for {images} images",
            "write both from the same list",
            file,
        )
    if flat.dtype.kind == "f":
        fractions = flat[~(flat == np.floor(flat)) | ~np.isfinite(flat)]
        if len(fractions):
            raise _wrong(key, "hold integers", f"{fractions[0]:g}", "number the classes from 0", file)
    if len(flat) and (flat.min() < 0 or flat.max() > np.iinfo(np.int32).max):
        raise _wrong(key, "count from 0", f"{flat.min():g}..{flat.max():g}", "number the classes from 0", file)
    return flat.astype(np.int64)


def count_classes(y_train: Int64[np.ndarray, " n"], *, file: Path) -> int:
    """Return how many classes the training labels have: they must be 0..classes - 1 without a gap.

    Raises:
        InputError: a number below the largest is missing.
    """
    present = np.unique(y_train)
    if not len(present):
        return 0
    classes = int(present[-1]) + 1
    if len(present) != classes:
        missing = np.setdiff1d(np.arange(min(classes, len(present) + _SHOWN)), present)[:_SHOWN]
        raise InputError(
            "labels of the training images must be 0, 1, 2 ... without a gap",
            found=f"{len(present)} classes up to {classes - 1}, without {', '.join(map(str, missing))}",
            todo="number the classes from 0, or save class_names too",
            file=file,
        )
    return classes


def _wrong(key: str, rule: str, found: str, todo: str, file: Path) -> InputError:
    return InputError(f"{key} must {rule}", found=found, todo=todo, file=file)
