"""The contract's page: its programs run, one after another, and both languages show the same ones."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers
from PIL import Image
from tests.glass.conftest import SCALING

from convscope import export

DOCS = Path(__file__).parents[2] / "docs"


def programs(page: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", (DOCS / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a `model.onnx` and a `digit.png`."""
    folder = tmp_path_factory.mktemp("docs")
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(4, 3, padding="same", activation="relu", name="conv"),
            layers.Flatten(name="flat"),
            layers.Dense(10, activation="softmax", name="dense"),
        ]
    )
    export.write_glass(model, folder / "model.onnx", scaling=SCALING, class_names=[f"digit {n}" for n in range(10)])
    pixels = np.random.default_rng(0).integers(0, 256, (28, 28)).astype(np.uint8)
    Image.fromarray(pixels).save(folder / "digit.png")
    return folder


@pytest.mark.parametrize("page", ["glass.md", "glass.zh.md"])
def test_the_programs_run(page: str, folder: Path):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(programs(page))],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    assert "conv Conv2D [28, 28, 4] 40" in done.stdout
    assert "conv (1, 28, 28, 4)" in done.stdout
    assert "kernel (3, 3, 1, 4)" in done.stdout
    answers = re.findall(r"^\[(\d)\]", done.stdout, re.MULTILINE)
    assert len(answers) == 3, "alone, lean, with convscope"
    assert len(set(answers)) == 1
    assert f"digit {answers[0]}" in done.stdout


def test_both_languages_show_the_same_programs():
    assert programs("glass.md") == programs("glass.zh.md")
    assert len(programs("glass.md")) == 6
