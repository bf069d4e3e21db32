"""The one way in: a name or a path to a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import numpy as np
from jaxtyping import UInt8

from convscope._errors import InputError
from convscope.datasets._dataset import Dataset
from convscope.datasets._mnist import load_mnist

Part: TypeAlias = tuple[UInt8[np.ndarray, "..."], UInt8[np.ndarray, " n"]]
"""Images and labels."""


def load(
    source: str | Path | Dataset,
    *,
    resize: tuple[int, int] | None = None,
    seed: int = 0,
    test_split: float = 0.2,
) -> Dataset:
    """Load a dataset."""
    del resize, seed, test_split
    if isinstance(source, Dataset):
        return source
    if str(source) == "mnist":
        return load_mnist()
    raise InputError("a dataset must exist", found="nothing there", todo="use mnist", file=str(source))


def load_data(name: str | Path = "mnist") -> tuple[Part, Part]:
    """Load a dataset as Keras's `load_data` gives it."""
    dataset = load(name)
    return _part(dataset.x_train, dataset.y_train), _part(dataset.x_test, dataset.y_test)


def _part(images: np.ndarray, labels: np.ndarray) -> Part:
    """Return writable arrays in Keras's form: grey images without their channel axis, labels as uint8."""
    if images.shape[3] == 1:
        images = images[..., 0]
    return images.copy(), labels.astype(np.uint8)
