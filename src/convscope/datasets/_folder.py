"""A folder of images becomes a dataset."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from convscope._errors import InputError
from convscope._types import Pixels
from convscope.datasets._dataset import Dataset
from convscope.datasets._layout import Layout, read_layout
from convscope.datasets._regular import check_memory
from convscope.datasets._resize import check_size, resized_picture
from convscope.datasets._splitting import stratified_rows

_COLOUR = 3


def load_folder(root: Path, *, resize: tuple[int, int] | None, test_split: float, seed: int) -> Dataset:
    """Load a folder of images (see `read_layout` for what it may look like).

    All pictures grey: 1 channel; any of them in colour: 3. The training images are shuffled with `seed`, for they
    are found class by class and `validation_split` takes the last of them.

    Args:
        root: the folder.
        resize: `(height, width)` to bring every picture to; without it all must have one size.
        test_split: the fraction of each class that becomes the test part where there is no folder `test`.
        seed: where the random numbers start.

    Raises:
        InputError: another layout, a file that is no picture, two sizes, a class with too few pictures.
    """
    if resize is not None:
        check_size(resize)
    layout = read_layout(root)
    files = layout.train + (layout.test or [])
    images = _stacked([path for path, _ in files], resize, root)
    labels = np.array([label for _, label in files], np.int64)
    train, test = _rows(layout, labels, test_split, seed, root)
    return Dataset(
        name=root.resolve().name or "images",
        x_train=images[train],
        y_train=labels[train],
        x_test=images[test],
        y_test=labels[test],
        class_names=layout.class_names,
        source=str(root),
    )


def _rows(
    layout: Layout, labels: np.ndarray, test_split: float, seed: int, root: Path
) -> tuple[np.ndarray, np.ndarray]:
    """Tell which rows train, in random order, and which test."""
    if layout.test is None and test_split > 0:
        return stratified_rows(labels, test_split, seed, names=layout.class_names, file=root)
    train = np.random.default_rng(seed).permutation(len(layout.train))
    return train, np.arange(len(layout.train), len(labels))


def _stacked(paths: list[Path], resize: tuple[int, int] | None, root: Path) -> Pixels:
    """Decode all pictures into one array."""
    images: list[np.ndarray] = []
    for path, image in zip(paths, _decoded(paths, resize), strict=True):
        if not images:
            check_memory(len(paths) * image.size, f"{len(paths)} images", root)
        elif image.shape[:2] != images[0].shape[:2]:
            sizes = [f"{picture.shape[0]} x {picture.shape[1]}" for picture in (image, images[0])]
            raise InputError(
                "all images must have one size (height x width)",
                found=f"{sizes[0]}, while {paths[0]} has {sizes[1]}",
                todo="bring all to one size with --resize H W (resize=(height, width))",
                file=path,
            )
        images.append(image)
    channels = max(image.shape[2] for image in images)
    stacked = np.empty((len(images), *images[0].shape[:2], channels), np.uint8)
    for index, image in enumerate(images):
        stacked[index] = image  # a grey picture fills all three channels
    return stacked


def _decoded(paths: list[Path], resize: tuple[int, int] | None) -> Iterator[np.ndarray]:
    """Decode the pictures, several at once, in the order of `paths`; after an error the rest is left alone."""
    with ThreadPoolExecutor(max_workers=min(8, os.cpu_count() or 1)) as threads:
        try:
            yield from threads.map(lambda path: _decode(path, resize), paths)
        finally:
            threads.shutdown(wait=True, cancel_futures=True)


def _decode(path: Path, resize: tuple[int, int] | None) -> np.ndarray:
    """Decode one picture to `(height, width, 1 or 3)`."""
    from convscope._pictures import load_picture

    picture = load_picture(path)
    if resize is not None:
        picture = resized_picture(picture, resize)
    image = np.asarray(picture)
    return image if image.ndim == _COLOUR else image[..., np.newaxis]
