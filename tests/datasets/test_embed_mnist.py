"""The program that made the embedded MNIST refuses files that are not the published ones."""

from __future__ import annotations

import gzip
import lzma
import subprocess
import sys
from pathlib import Path

import numpy as np
from tests.datasets.makers import IDX_NAMES, idx_bytes

from convscope import datasets

SCRIPT = Path(__file__).parents[2] / "scripts" / "embed_mnist.py"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, arguments)], capture_output=True, text=True, check=False, timeout=300
    )


def test_files_missing(tmp_path: Path) -> None:
    answer = run(tmp_path, "--out", tmp_path / "out")
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"{tmp_path}: train-images-idx3-ubyte must be there")
    assert not (tmp_path / "out").exists()


def test_other_files(tmp_path: Path) -> None:
    for name in IDX_NAMES:
        (tmp_path / name).write_bytes(idx_bytes(np.zeros((2, 2), np.uint8)))
    answer = run(tmp_path, "--out", tmp_path / "out")
    assert answer.returncode == 1
    assert "its SHA-256 must be ba891046" in answer.stderr
    assert not (tmp_path / "out").exists()


def test_the_embedded_pieces_come_from_it(tmp_path: Path) -> None:
    (x_train, y_train), (x_test, y_test) = datasets.load_data()
    content = b""
    for name, array in zip(IDX_NAMES, (x_train, y_train, x_test, y_test), strict=True):
        packed = name.startswith("t10k")  # either form will do
        data = idx_bytes(array)
        content += data
        path = tmp_path / (name + ".gz" * packed)
        path.write_bytes(gzip.compress(data, 1) if packed else data)
    answer = run(tmp_path, "--out", tmp_path / "out", "--preset", 0)
    assert answer.returncode == 0, answer.stderr
    pieces = sorted((tmp_path / "out").iterdir())
    assert [piece.name for piece in pieces] == ["mnist.1.xz", "mnist.2.xz"]
    assert b"".join(lzma.decompress(piece.read_bytes()) for piece in pieces) == content
