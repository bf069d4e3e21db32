"""MNIST, inside the package.

`embedded/mnist.*.xz` are the four IDX files of MNIST, one after the other, cut into pieces that are unpacked side by
side; `scripts/embed_mnist.py` made them. MNIST is by Yann LeCun and Corinna Cortes, CC BY-SA 3.0.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import lzma
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from convscope._errors import JobError
from convscope.datasets._cache import cached
from convscope.datasets._dataset import Dataset


class IdxFile(NamedTuple):
    """One of the published files: its name, size in bytes, SHA-256, and the length of its header."""

    name: str
    size: int
    sha256: str
    header: int


FILES = (
    IdxFile(
        "train-images-idx3-ubyte",
        47_040_016,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        16,
    ),
    IdxFile(
        "train-labels-idx1-ubyte",
        60_008,
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        8,
    ),
    IdxFile(
        "t10k-images-idx3-ubyte",
        7_840_016,
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        16,
    ),
    IdxFile(
        "t10k-labels-idx1-ubyte",
        10_008,
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        8,
    ),
)
"""The published files, in the order in which they are embedded."""

_SIZE = sum(file.size for file in FILES)
_CACHE_NAME = f"mnist-{FILES[0].sha256[:12]}.idx"


def load_mnist() -> Dataset:
    """Return MNIST: 60,000 training and 10,000 test images, 28 x 28, grey, white ink on black.

    The first call unpacks the embedded file and caches it; later ones map the cached file. Both check the SHA-256 of
    each of the four files against the published ones.

    Raises:
        JobError: the embedded file is damaged.
    """
    content = cached(_CACHE_NAME, _SIZE, _valid, _unpacked)
    x_train, y_train, x_test, y_test = (
        np.frombuffer(content, np.uint8, file.size - file.header, offset + file.header)
        for file, offset in zip(FILES, _offsets(), strict=True)
    )
    return Dataset(
        name="mnist",
        x_train=x_train.reshape(-1, 28, 28, 1),
        y_train=y_train.astype(np.int64),
        x_test=x_test.reshape(-1, 28, 28, 1),
        y_test=y_test.astype(np.int64),
        class_names=tuple("0123456789"),
        source="mnist",
    )


def _offsets() -> list[int]:
    """Tell where each file begins in the embedded content."""
    return [sum(file.size for file in FILES[:index]) for index in range(len(FILES))]


def _valid(content: memoryview) -> bool:
    """Compare the SHA-256 of each of the four files with the published one."""
    return all(
        hashlib.sha256(content[offset : offset + file.size]).hexdigest() == file.sha256
        for file, offset in zip(FILES, _offsets(), strict=True)
    )


def _unpacked() -> bytes:
    """Unpack the embedded pieces, several at once: lzma lets other threads run."""
    folder = importlib.resources.files("convscope.datasets") / "embedded"
    pieces = sorted((piece for piece in folder.iterdir() if piece.name.endswith(".xz")), key=lambda piece: piece.name)
    try:
        with ThreadPoolExecutor(max_workers=max(len(pieces), 1)) as threads:
            content = b"".join(threads.map(lambda piece: lzma.decompress(piece.read_bytes()), pieces))
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise _damaged(str(error)) from error
    if len(content) != _SIZE or not _valid(memoryview(content)):
        raise _damaged("its content has another SHA-256")
    return content


def _damaged(found: str) -> JobError:
    return JobError("the embedded MNIST must have the published content", found=found, todo="install convscope again")
