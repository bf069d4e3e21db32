"""Fashion-MNIST: from Keras's folder, by Keras's loader, or one clear line. Nothing is downloaded here."""

from __future__ import annotations

import os
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.datasets.makers import arrays, write_idx_folder

from convscope import datasets
from convscope._errors import InputError, MissingPartError

if TYPE_CHECKING:
    from pathlib import Path

    from convscope.datasets import Dataset


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return tmp_path / "keras"


def keras_that(answer: object) -> SimpleNamespace:
    """Make something like Keras whose loader answers, or raises."""

    def load_data() -> object:
        sys.stdout.write("Downloading data\n")
        if isinstance(answer, Exception):
            raise answer
        return answer

    return SimpleNamespace(datasets=SimpleNamespace(fashion_mnist=SimpleNamespace(load_data=load_data)))


def check(dataset: Dataset) -> None:
    assert dataset.name == dataset.source == "fashion_mnist"
    assert dataset.class_names[9] == "Ankle boot"
    assert dataset.classes == 10
    assert np.array_equal(dataset.x_train[..., 0], arrays()["x_train"])
    assert np.array_equal(dataset.y_test, arrays()["y_test"])


def test_from_kerass_folder_without_keras(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "datasets").mkdir(parents=True)
    write_idx_folder(home / "datasets" / "fashion-mnist", packed=True)

    def never(name: str, *, extra: str) -> None:
        raise AssertionError("Keras was asked for")

    monkeypatch.setattr("convscope.datasets._fashion.require", never)
    check(datasets.load("fashion_mnist"))


def test_in_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".keras" / "datasets").mkdir(parents=True)
    write_idx_folder(tmp_path / ".keras" / "datasets" / "fashion-mnist", packed=True)
    check(datasets.load("fashion_mnist"))


def test_by_kerass_loader(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    made = arrays()
    answer = (made["x_train"], made["y_train"]), (made["x_test"], made["y_test"])
    monkeypatch.setattr("convscope.datasets._fashion.require", lambda name, *, extra: keras_that(answer))
    check(datasets.load("fashion_mnist"))
    out, err = capsys.readouterr()
    assert out == ""  # results only
    assert err == "Downloading data\n"


def test_offline(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = Exception("URL fetch failure on https://example.org: None -- [Errno -2]\nName or service not known")
    monkeypatch.setattr("convscope.datasets._fashion.require", lambda name, *, extra: keras_that(failed))
    with pytest.raises(InputError) as raised:
        datasets.load("fashion_mnist")
    message = str(raised.value)
    assert message.isprintable()
    assert message.startswith(f"{home / 'datasets' / 'fashion-mnist'}: fashion_mnist must be in Keras's folder")
    assert "URL fetch failure" in message
    assert "train-images-idx3-ubyte.gz" in message


def test_without_keras(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("convscope._optional.installed", lambda name: False)
    with pytest.raises(MissingPartError, match=r"pip install 'convscope\[train\]'"):
        datasets.load("fashion_mnist")


def test_half_a_download(home: Path) -> None:
    folder = home / "datasets" / "fashion-mnist"
    folder.parent.mkdir(parents=True)
    write_idx_folder(folder, packed=True)
    broken = folder / "t10k-images-idx3-ubyte.gz"
    broken.write_bytes(broken.read_bytes()[:-20])
    with pytest.raises(InputError, match=f"^{broken}: a gzipped IDX file must be whole"):
        datasets.load("fashion_mnist")


def test_keras_reads_the_same_place(home: Path) -> None:
    (home / "datasets").mkdir(parents=True)
    # Keras expects 28 x 28; with the files there it downloads nothing.
    from tests.datasets.makers import IDX_NAMES, idx_bytes

    folder = home / "datasets" / "fashion-mnist"
    folder.mkdir()
    import gzip

    for name, array in zip(IDX_NAMES, arrays(size=(28, 28)).values(), strict=True):
        (folder / f"{name}.gz").write_bytes(gzip.compress(idx_bytes(array.astype(np.uint8))))
    program = """
import os
os.environ["KERAS_BACKEND"] = "jax"
import keras, numpy as np
from convscope import datasets
for theirs, ours in zip(keras.datasets.fashion_mnist.load_data(), datasets.load_data("fashion_mnist")):
    for a, b in zip(theirs, ours):
        assert a.dtype == b.dtype and np.array_equal(a, b)
"""
    subprocess.run([sys.executable, "-c", program], env=dict(os.environ), check=True, timeout=120)
