"""The one way in: a name or a path becomes a dataset."""

from __future__ import annotations

import dataclasses
import stat
from pathlib import Path
from typing import TypeAlias

import numpy as np
from jaxtyping import Integer, UInt8

from convscope._errors import InputError
from convscope.datasets._dataset import Dataset
from convscope.datasets._fashion import load_fashion_mnist
from convscope.datasets._folder import load_folder
from convscope.datasets._idx_folder import idx_files, load_idx_folder
from convscope.datasets._kind import refuse_unless_zip
from convscope.datasets._mnist import load_mnist
from convscope.datasets._npz import load_npz
from convscope.datasets._regular import file_mode, unreadable
from convscope.datasets._resize import check_size, resized
from convscope.datasets._splitting import check_test_split

Part: TypeAlias = tuple[UInt8[np.ndarray, "..."], Integer[np.ndarray, " _"]]
"""Images and labels."""

NAMED = {"mnist": load_mnist, "fashion_mnist": load_fashion_mnist}
"""The datasets that have a name. A folder of the same name is reached as `./mnist`."""

_MOST_UINT8 = 256


def load(
    source: str | Path | Dataset,
    *,
    resize: tuple[int, int] | None = None,
    seed: int = 0,
    test_split: float = 0.2,
) -> Dataset:
    """Load a dataset.

    Args:
        source: `mnist`, `fashion_mnist`; a folder of images (`train/<class>/*.png` and `test/<class>/*.png`, or
            `<class>/*.png`); a `.npz` file with `x_train, y_train, x_test, y_test`; a folder with four IDX files,
            gzipped or not; or a `Dataset`, which is returned (resized, if asked for).
        resize: `(height, width)` to bring every image to; without it all must have one size.
        seed: where the random numbers start: the order of a folder's training images, and the split.
        test_split: the fraction of each class that becomes the test part where the source has none; 0 leaves the
            test part empty.

    Returns:
        The dataset; x is uint8 `(n, height, width, channels)` and may be read-only, y int64 `(n,)`.

    Raises:
        InputError: there is no such dataset, or something is wrong with it.

    Example:
        >>> load("mnist").shape
        (28, 28, 1)
    """
    check_test_split(test_split)
    if resize is not None:
        check_size(resize)
    dataset = source if isinstance(source, Dataset) else _loaded(source, resize, seed, test_split)
    if resize is None or dataset.shape[:2] == resize:
        return dataset
    return dataclasses.replace(
        dataset,
        x_train=resized(dataset.x_train, resize, source=dataset.source),
        x_test=resized(dataset.x_test, resize, source=dataset.source),
    )


def load_data(name: str | Path | Dataset = "mnist") -> tuple[Part, Part]:
    """Load a dataset in the form of Keras's `load_data`.

    Args:
        name: what `load` takes as `source`.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: x uint8, `(n, height, width)` if grey, `(n, height, width, 3)` if in
        colour; y uint8 `(n,)` (int64 from 257 classes up). The arrays are copies and can be written to.

    Raises:
        InputError: there is no such dataset, or something is wrong with it.

    Example:
        >>> (x_train, y_train), (x_test, y_test) = load_data("mnist")
        >>> x_train.shape, y_train.dtype
        ((60000, 28, 28), dtype('uint8'))
    """
    dataset = load(name)
    kind = np.uint8 if dataset.classes <= _MOST_UINT8 else np.int64
    return (
        (_keras_images(dataset.x_train), dataset.y_train.astype(kind)),
        (_keras_images(dataset.x_test), dataset.y_test.astype(kind)),
    )


def _loaded(source: str | Path, resize: tuple[int, int] | None, seed: int, test_split: float) -> Dataset:
    """Find out what `source` is, and load it."""
    if not isinstance(source, (str, Path)):
        raise InputError(
            "data must be a name, a path or a Dataset",
            found=f"a {type(source).__name__}",
            todo="save arrays with numpy.savez, or put them into convscope.Dataset",
        )
    if isinstance(source, str) and source in NAMED:
        return NAMED[source]()
    if not str(source):
        raise InputError("a dataset must have a name or a path", found="an empty text", todo="mnist is built in")
    path = Path(source)
    if not stat.S_ISDIR(file_mode(path)):
        refuse_unless_zip(path)
        return load_npz(path, test_split=test_split, seed=seed)
    try:
        names = [inside.name for inside in path.iterdir()]
    except OSError as error:
        raise unreadable(path, error) from error
    if idx_files(names):
        return load_idx_folder(path, names)
    return load_folder(path, resize=resize, test_split=test_split, seed=seed)


def _keras_images(images: np.ndarray) -> np.ndarray:
    """Copy images, grey ones without their channel axis."""
    return (images[..., 0] if images.shape[3] == 1 else images).copy()
