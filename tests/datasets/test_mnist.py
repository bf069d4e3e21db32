"""The embedded MNIST is the published one, in Keras's form."""

from __future__ import annotations

import hashlib
import lzma
from pathlib import Path

import numpy as np
import pytest

import convscope
from convscope import datasets
from convscope._errors import JobError


@pytest.fixture(scope="module")
def mnist() -> datasets.Dataset:
    return datasets.load("mnist")


def test_shapes_and_types(mnist: datasets.Dataset) -> None:
    assert mnist.x_train.shape == (60_000, 28, 28, 1)
    assert mnist.x_test.shape == (10_000, 28, 28, 1)
    assert mnist.x_train.dtype == np.uint8
    assert mnist.y_train.dtype == np.int64
    assert mnist.shape == (28, 28, 1)
    assert mnist.classes == 10
    assert mnist.class_names == tuple("0123456789")


def test_the_bytes_are_the_published_ones(mnist: datasets.Dataset) -> None:
    # SHA-256 of the four raw files, as published; the headers are written here, from the format's description.
    published = {
        "train images": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "train labels": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "test images": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "test labels": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    }
    arrays = (mnist.x_train, mnist.y_train, mnist.x_test, mnist.y_test)
    for (name, digest), array in zip(published.items(), arrays, strict=True):
        shape = array.shape[:3] if "images" in name else array.shape
        header = bytes([0, 0, 8, len(shape)]) + b"".join(length.to_bytes(4, "big") for length in shape)
        assert hashlib.sha256(header + array.astype(np.uint8).tobytes()).hexdigest() == digest, name


def test_the_embedded_pieces_are_small() -> None:
    pieces = list((Path(datasets.__file__).parent / "embedded").iterdir())
    assert sorted(piece.name for piece in pieces) == ["mnist.1.xz", "mnist.2.xz"]
    assert sum(piece.stat().st_size for piece in pieces) < 9_350_000


def test_load_data_is_kerass() -> None:
    (x_train, y_train), (x_test, y_test) = convscope.load_data("mnist")
    assert x_train.shape == (60_000, 28, 28)
    assert x_train.dtype == np.uint8
    assert y_train.shape == (60_000,)
    assert y_train.dtype == np.uint8
    assert x_test.shape == (10_000, 28, 28)
    assert x_test.dtype == np.uint8
    assert y_test.shape == (10_000,)
    assert y_test.dtype == np.uint8
    assert y_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert y_test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]


def test_load_data_can_be_written_to_without_harm() -> None:
    (first, labels), _ = datasets.load_data()
    first[:] = 0
    labels[:] = 0
    (second, again), _ = datasets.load_data()
    assert second.any()
    assert again.any()


def test_damage_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))
    real = lzma.decompress

    def one_bit_off(data: bytes) -> bytes:
        content = bytearray(real(data))
        content[1000] ^= 1
        return bytes(content)

    monkeypatch.setattr(lzma, "decompress", one_bit_off)
    with pytest.raises(JobError, match="the embedded MNIST must have the published content"):
        datasets.load("mnist")

    def unreadable(data: bytes) -> bytes:
        raise lzma.LZMAError("Corrupt input data")

    monkeypatch.setattr(lzma, "decompress", unreadable)
    with pytest.raises(JobError, match="found Corrupt input data; install convscope again"):
        datasets.load("mnist")
    assert not list(tmp_path.glob("cache/*"))
