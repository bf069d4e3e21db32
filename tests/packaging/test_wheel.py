"""The wheel, installed with what the light core needs and nothing else."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from tests.commands import Result

import convscope

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a new virtual environment that holds the wheel and its core dependencies."""
    folder = tmp_path_factory.mktemp("light") / "venv"
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, str(wheel)], capture_output=True, text=True, check=False)
    if done.returncode and not os.environ.get("CI"):
        pytest.skip(f"no package registry: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return folder / "bin"


def run(installed: Path, folder: Path, *arguments: str) -> Result:
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "KERAS_BACKEND"}}
    done = subprocess.run(
        [installed / "convscope", *arguments], cwd=folder, env=clean, capture_output=True, text=True, check=False
    )
    return Result(done.returncode, done.stdout, done.stderr)


def test_what_the_wheel_holds(wheel):
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
        metadata = file.read(next(name for name in names if name.endswith("/METADATA"))).decode()
    assert "convscope/py.typed" in names
    assert any(name.startswith("convscope/datasets/embedded/mnist") for name in names)
    assert "convscope/evaluation/report/report.css" in names
    for licence in ("LICENSE", "LICENSE-MNIST.md"):
        assert any(name.endswith(f".dist-info/licenses/{licence}") for name in names), licence
    assert {name.split("/")[0] for name in names} == {"convscope", f"convscope-{convscope.__version__}.dist-info"}
    assert wheel.stat().st_size < 20e6
    assert "License-Expression: MIT AND CC-BY-SA-3.0" in metadata
    needed = re.findall(r"^Requires-Dist: ([\w.-]+)[^;\n]*$", metadata, re.MULTILINE)
    assert "onnxruntime" in needed
    assert not {"keras", "jax", "onnx", "matplotlib"} & set(needed)


@pytest.mark.slow
def test_the_light_core(installed, tmp_path, finished_run):
    assert run(installed, tmp_path, "--help").code == 0
    info = run(installed, tmp_path, "data", "info", "mnist", "--json")
    assert (info.json["train"], info.json["test"]) == (60_000, 10_000)

    shutil.copytree(finished_run, tmp_path / "run")
    evaluated = run(installed, tmp_path, "evaluate", "run", "--json")
    assert evaluated.json["accuracy"] == json.loads((finished_run / "metrics.json").read_text())["test_accuracy"]
    assert run(installed, tmp_path, "runs", ".").code == 0
    assert run(installed, tmp_path, "export", "run", "--out", "net.onnx").code == 0
    assert run(installed, tmp_path, "doctor").code == 0

    missing = {
        ("train",): "train",
        ("train", "--resume", "run", "--epochs", "3"): "train",
        ("summary", "tutorial"): "train",
        ("summary", "run"): "train",
        ("export", "run/model.keras", "--out", "x.onnx", "--scaling", "none"): "train",
        ("report", "run", "--no-robustness"): "report",
        ("compare", "run", "run", "--picture", "x.png"): "report",
    }
    shutil.copytree(finished_run, tmp_path / "run2")
    for arguments, extra in missing.items():
        words = [
            word.replace("run", "run2") if i == 2 and arguments[0] == "compare" else word
            for i, word in enumerate(arguments)
        ]
        answer = run(installed, tmp_path, *words).said(2)
        assert f"pip install 'convscope[{extra}]'" in answer, arguments
    assert not (tmp_path / "runs").exists()


@pytest.mark.slow
def test_predicting_needs_no_more_than_the_light_core(installed, tmp_path, finished_run):
    shutil.copytree(finished_run, tmp_path / "run")
    Image.fromarray(convscope.load("mnist").x_test[0, :, :, 0]).save(tmp_path / "seven.png")
    predicted = run(installed, tmp_path, "predict", "run", "seven.png", "--json")
    assert predicted.code == 0, predicted
    (one,) = predicted.json["predictions"]
    assert one["file"] == "seven.png"
