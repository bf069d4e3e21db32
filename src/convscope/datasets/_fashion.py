"""Fashion-MNIST (Zalando, MIT licence), from where Keras keeps it, or by Keras's own loader."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

import numpy as np

from convscope._errors import ConvscopeError, InputError
from convscope._optional import require
from convscope.datasets._arrays import Part, from_arrays
from convscope.datasets._dataset import Dataset
from convscope.datasets._idx import read_idx

CLASS_NAMES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
_FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)


def load_fashion_mnist() -> Dataset:
    """Return Fashion-MNIST: 60,000 training and 10,000 test images of clothes, 28 x 28, grey.

    Where Keras has it already the files are read without Keras; else Keras downloads it.

    Raises:
        InputError: it is neither there nor can it be downloaded, or a file is damaged.
        MissingPartError: it is not there and Keras is not installed.
    """
    folder = keras_folder() / "datasets" / "fashion-mnist"
    paths = [folder / name for name in _FILES]
    there = all(path.is_file() for path in paths)
    arrays = [read_idx(path) for path in paths] if there else _by_keras(folder)
    train = Part(arrays[0], arrays[1], (_FILES[0], _FILES[1]))
    test = Part(arrays[2], arrays[3], (_FILES[2], _FILES[3]))
    dataset = from_arrays(train, test, file=folder, class_names=CLASS_NAMES, test_split=0.0, seed=0)
    return Dataset(
        name="fashion_mnist",
        x_train=dataset.x_train,
        y_train=dataset.y_train,
        x_test=dataset.x_test,
        y_test=dataset.y_test,
        class_names=CLASS_NAMES,
        source="fashion_mnist",
    )


def keras_folder() -> Path:
    """Return where Keras keeps its files: `KERAS_HOME`, else `.keras` in the home folder."""
    return Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser()


def _by_keras(folder: Path) -> list[np.ndarray]:
    """Let Keras download and read the files."""
    keras = require("keras", extra="train")
    try:
        with contextlib.redirect_stdout(sys.stderr):  # Keras writes its progress there
            (x_train, y_train), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
    except ConvscopeError:
        raise
    except Exception as error:  # Keras raises a bare Exception where a download fails
        raise InputError(
            "fashion_mnist must be in Keras's folder or be downloaded",
            found=error,
            todo=f"go online, or put {', '.join(_FILES)} there",
            file=folder,
        ) from error
    return [x_train, y_train, x_test, y_test]
