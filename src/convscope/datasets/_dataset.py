"""What a dataset is: pixels and labels, for training and for the test, with the names of the classes."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int64, UInt8

from convscope._errors import InputError, times

FEWEST_CLASSES = 2
"""Fewer leave nothing to tell apart."""

_AXES = 4


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images with their labels, the form in which every dataset is used here.

    Args:
        name: what to call it, for instance `mnist`.
        x_train: training images, uint8 `(n, height, width, channels)`, 0..255; channels are 1 (grey) or 3 (RGB).
            The array may be read-only.
        y_train: training labels, int64 `(n,)`, each in `0..classes - 1`.
        x_test: test images, as `x_train`; empty only when no test part was asked for.
        y_test: test labels, as `y_train`.
        class_names: one name a class, in the order of the labels.
        source: where it came from, for the record of a run.

    Raises:
        InputError: the arrays do not fit each other.
    """

    name: str
    x_train: UInt8[np.ndarray, "train height width channels"]
    y_train: Int64[np.ndarray, " train"]
    x_test: UInt8[np.ndarray, "test _ _ _"]
    y_test: Int64[np.ndarray, " test"]
    class_names: tuple[str, ...]
    source: str

    def __post_init__(self) -> None:
        if len(self.class_names) < FEWEST_CLASSES:
            raise InputError(
                f"a dataset must have at least {FEWEST_CLASSES} classes",
                found=f"{len(self.class_names)} ({', '.join(self.class_names) or 'none'})",
                todo="add images of another class",
                file=self.source,
            )
        for part, x, y in (("train", self.x_train, self.y_train), ("test", self.x_test, self.y_test)):
            self._check_part(part, x, y)
        if not len(self.x_train):
            raise InputError("a dataset must have training images", found="none", todo="add images", file=self.source)
        if self.x_test.shape[1:] != self.x_train.shape[1:]:
            raise InputError(
                "training and test images must have one size",
                found=f"{times(self.x_train.shape[1:])} and {times(self.x_test.shape[1:])}",
                todo="write both from pictures of one size",
                file=self.source,
            )

    def _check_part(self, part: str, x: np.ndarray, y: np.ndarray) -> None:
        """Check one part's types, lengths and labels."""
        if x.dtype != np.uint8 or x.ndim != _AXES or x.shape[3] not in {1, 3} or not all(x.shape[1:3]):
            raise InputError(
                f"x_{part} must be uint8 (n, height, width, channels) with 1 or 3 channels",
                found=f"{x.dtype} {x.shape}",
                todo="bring the images into this form",
                file=self.source,
            )
        if y.dtype != np.int64 or y.shape != x.shape[:1]:
            raise InputError(
                f"y_{part} must be int64 with one label an image",
                found=f"{y.dtype} {y.shape} for {len(x)} images",
                todo="write both from the same list",
                file=self.source,
            )
        if len(y) and (y.min() < 0 or y.max() >= self.classes):
            raise InputError(
                f"labels in y_{part} must lie in 0..{self.classes - 1}",
                found=f"{y.min()}..{y.max()}",
                todo="number the classes from 0 without gaps",
                file=self.source,
            )

    @property
    def shape(self) -> tuple[int, int, int]:
        """One image's `(height, width, channels)`."""
        height, width, channels = self.x_train.shape[1:]
        return height, width, channels

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return len(self.class_names)


def limited(dataset: Dataset, limit: int) -> Dataset:
    """Return the first `limit` training images of `dataset` and at most that many of its test images.

    Raises:
        InputError: `limit` is below 1.
    """
    if limit < 1:
        raise InputError("limit must be at least 1", found=limit, todo="leave it out to use every image")
    return dataclasses.replace(
        dataset,
        x_train=dataset.x_train[:limit],
        y_train=dataset.y_train[:limit],
        x_test=dataset.x_test[:limit],
        y_test=dataset.y_test[:limit],
    )
