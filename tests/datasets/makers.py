"""Small datasets on disk, for the tests of this room."""

from __future__ import annotations

import gzip
import struct
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

IDX_NAMES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


def idx_bytes(array: np.ndarray, kind: int = 8) -> bytes:
    """Write an array as IDX, straight from the format's description."""
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, kind, array.ndim, *array.shape) + array.tobytes()


def arrays(train: int = 12, test: int = 6, size: tuple[int, ...] = (5, 4), classes: int = 3) -> dict[str, np.ndarray]:
    """Random images and labels 0, 1, 2, 0, 1, 2 ..."""
    generator = np.random.default_rng(1)
    return {
        "x_train": generator.integers(0, 256, (train, *size), np.uint8),
        "y_train": np.arange(train) % classes,
        "x_test": generator.integers(0, 256, (test, *size), np.uint8),
        "y_test": np.arange(test) % classes,
    }


def write_npz(path: Path, **changed: np.ndarray | None) -> Path:
    """Write the four arrays, some of them changed, or left out where None."""
    content = {**arrays(), **changed}
    kept = {key: value for key, value in content.items() if value is not None}
    np.savez_compressed(path, **kept)  # type: ignore[arg-type] # NumPy's stub takes a keyword for a flag
    return path


def write_idx_folder(folder: Path, *, packed: bool = False) -> Path:
    """Write four IDX files."""
    folder.mkdir()
    for name, array in zip(IDX_NAMES, arrays().values(), strict=True):
        data = idx_bytes(array.astype(np.uint8))
        (folder / (name + ".gz" * packed)).write_bytes(gzip.compress(data) if packed else data)
    return folder


def write_pictures(
    folder: Path, count: int, *, size: tuple[int, int] = (5, 4), colour: bool = False, suffix: str = ".png"
) -> Path:
    """Write `count` random pictures of `size` (height, width) named 1, 2, 3 ..."""
    folder.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng([count, *folder.name.encode()])
    for number in range(1, count + 1):
        shape = (*size, 3) if colour else size
        Image.fromarray(generator.integers(0, 256, shape, np.uint8)).save(folder / f"{number}{suffix}")
    return folder
