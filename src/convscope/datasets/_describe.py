"""What a dataset holds, and what looks wrong with it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np

from convscope.datasets._dataset import Dataset
from convscope.datasets._splitting import validation_rows

_IMBALANCE = 5
_TUTORIAL_SPLIT = 0.2
_SHOWN = 5


@dataclass(frozen=True)
class ClassCount:
    """How many images of one class there are.

    Args:
        name: the class's name.
        train: number of training images.
        test: number of test images.
    """

    name: str
    train: int
    test: int


@dataclass(frozen=True)
class DatasetInfo:
    """What `describe` finds out.

    Args:
        name: the dataset's name.
        source: where it came from.
        shape: one image's `(height, width, channels)`.
        dtype: the images' type, `uint8`.
        low: the smallest grey value.
        high: the largest grey value.
        classes: counts a class, in the order of the labels.
        train: number of training images.
        test: number of test images.
        warnings: sentences about what looks wrong; empty if nothing does.
    """

    name: str
    source: str
    shape: tuple[int, int, int]
    dtype: str
    low: int
    high: int
    classes: tuple[ClassCount, ...]
    train: int
    test: int
    warnings: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as what JSON can hold."""
        return dataclasses.asdict(self)


def describe(dataset: Dataset) -> DatasetInfo:
    """Count a dataset's images a class, and look for what often goes wrong.

    Looked for: classes of very different size or without test images, images of one grey value, images of the test
    part that are in the training part too, one image with two labels, grey values of 0 and 1 only, and a class that
    `validation_split` would never see.
    """
    train = np.bincount(dataset.y_train, minlength=dataset.classes)
    test = np.bincount(dataset.y_test, minlength=dataset.classes)
    parts = [part for part in (dataset.x_train, dataset.x_test) if part.size]
    low, high = min(int(part.min()) for part in parts), max(int(part.max()) for part in parts)
    return DatasetInfo(
        name=dataset.name,
        source=dataset.source,
        shape=dataset.shape,
        dtype=str(dataset.x_train.dtype),
        low=low,
        high=high,
        classes=tuple(
            ClassCount(name, int(a), int(b)) for name, a, b in zip(dataset.class_names, train, test, strict=True)
        ),
        train=len(dataset.x_train),
        test=len(dataset.x_test),
        warnings=(
            *_about_counts(dataset, train, test),
            *_about_validation(dataset),
            *_about_values(dataset, high),
            *_about_copies(dataset),
        ),
    )


def _about_counts(dataset: Dataset, train: np.ndarray, test: np.ndarray) -> list[str]:
    """Look at the sizes of the classes."""
    found = []
    if not train.min():
        found.append(f"no training image of {_names(dataset, train == 0)}")
    elif train.max() > _IMBALANCE * train.min():
        found.append(
            f"classes of very different size: {train.max()} training images of "
            f"{dataset.class_names[int(train.argmax())]}, {train.min()} of {dataset.class_names[int(train.argmin())]}"
        )
    if len(dataset.y_test) and not test.min():
        found.append(f"no test image of {_names(dataset, test == 0)}")
    return found


def _about_validation(dataset: Dataset) -> list[str]:
    """Look whether the last fifth of the training images has every class."""
    n = len(dataset.y_train)
    if n < 1 / _TUTORIAL_SPLIT:
        return []
    start, stop = validation_rows(n, _TUTORIAL_SPLIT)
    everywhere = np.bincount(dataset.y_train, minlength=dataset.classes)
    validated = np.bincount(dataset.y_train[start:stop], minlength=dataset.classes)
    missing = (validated == 0) & (everywhere > 1 / _TUTORIAL_SPLIT)
    if not missing.any():
        return []
    last = f"the last fifth of the training images, which validation_split={_TUTORIAL_SPLIT} takes,"
    return [f"{last} has no image of {_names(dataset, missing)}: shuffle them before saving"]


def _about_values(dataset: Dataset, high: int) -> list[str]:
    """Look for images that show nothing."""
    found = []
    if high <= 1:
        found.append("no grey value above 1, where white is 255: everything is black")
    for part, images in (("training", dataset.x_train), ("test", dataset.x_test)):
        axes = (1, 2, 3)
        constant = np.flatnonzero(images.min(axis=axes) == images.max(axis=axes))
        if len(constant):
            found.append(f"{len(constant)} {part} images of a single grey value, the first is number {constant[0]}")
    return found


def _about_copies(dataset: Dataset) -> list[str]:
    """Look for images that occur more than once."""
    labels: dict[bytes, set[int]] = {}
    for image, label in zip(dataset.x_train, dataset.y_train.tolist(), strict=True):
        labels.setdefault(image.tobytes(), set()).add(label)
    shared = 0
    for image, label in zip(dataset.x_test, dataset.y_test.tolist(), strict=True):
        content = image.tobytes()
        shared += content in labels
        labels.setdefault(content, set()).add(label)
    found = []
    if shared:
        found.append(f"{shared} of {len(dataset.x_test)} test images are training images too: the test is too easy")
    disputed = sum(len(several) > 1 for several in labels.values())
    if disputed:
        found.append(f"{disputed} images occur under more than one label")
    return found


def _names(dataset: Dataset, chosen: np.ndarray) -> str:
    """List the names of the chosen classes, the first few."""
    names = [dataset.class_names[index] for index in np.flatnonzero(chosen)]
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
