"""A disk that fills while a run is saved, and a folder that cannot be written: one clear line, nothing old is lost."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.tiny import TINY_NETWORK

Mount = Callable[..., Path]


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Mount]:
    """Mount a small file system in memory at `small`; called again with `remount`, change it."""
    place = tmp_path / "small"

    def mounted(options: str) -> Path:
        place.mkdir(exist_ok=True)
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True, text=True, check=False
        )
        if done.returncode and not os.environ.get("CI"):
            pytest.skip(f"mounting is not permitted: {done.stderr.strip()}")
        assert done.returncode == 0, done.stderr
        return place

    yield mounted
    subprocess.run(["umount", "--lazy", str(place)], capture_output=True, check=False)


@pytest.fixture
def train(tmp_path: Path) -> tuple[str, ...]:
    (tmp_path / "net.py").write_text(TINY_NETWORK)
    return (
        "train",
        "--model",
        "net.py",
        "--limit",
        "200",
        "--epochs",
        "2",
        "--no-report",
        "--quiet",
        "--out",
        "small/run",
    )


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("size", [4, 24, 36, 48])
def test_a_disk_that_fills(size, mount, train, cli):
    small = mount(f"size={size}k")
    (small / "mine.txt").write_text("mine")
    answer = cli(*train).said(1)
    assert answer.startswith("small")
    assert (small / "mine.txt").read_text() == "mine"
    assert [file for file in small.rglob(".*") if file.is_file()] == []
    if (small / "run" / "config.json").exists():  # some epochs were saved: with more room they are gone on with
        mount("remount,size=10m")
        assert cli("train", "--resume", "small/run", "--no-report").code == 0
    else:
        assert not (small / "run").exists()


@pytest.mark.parametrize("spare", [0, 24])
def test_a_disk_that_fills_while_a_run_is_overwritten(spare, mount, train, cli):
    small = mount("size=10m")
    assert cli(*train).code == 0
    before = content(small / "run")
    used = int(subprocess.run(["du", "-sk", str(small)], capture_output=True, text=True, check=True).stdout.split()[0])
    mount(f"remount,size={used + spare}k")
    answer = cli(*train, "--overwrite", "--seed", "1").said(1)
    assert answer.startswith("small/run")
    kept = small / "run" / "replaced"
    after = content(kept if kept.exists() else small / "run")
    for name in before.keys() - {"checkpoint/lock"}:
        assert after[name] == before[name], name
    mount("remount,size=10m")
    resumed = (
        ("train", "--resume", "small/run", "--no-report") if kept.exists() else (*train, "--overwrite", "--seed", "1")
    )
    assert cli(*resumed).code == 0
    assert not kept.exists()
    assert cli(*train[:-1], "other", "--seed", "1").code == 0
    other = small.parent / "other"
    history = (other / "history.csv").read_bytes()
    assert history == (small / "run" / "history.csv").read_bytes()
    assert history != before["history.csv"]


def test_a_folder_that_cannot_be_written(mount, train, cli):
    small = mount("size=10m")
    assert cli(*train).code == 0
    before = content(small)
    mount("remount,ro")
    for arguments in (
        (*train, "--overwrite"),
        (*train[:-1], "small/other"),
        ("train", "-q", "--resume", "small/run", "--epochs", "5"),
        ("export", "small/run", "--out", "small/net.onnx"),
    ):
        assert cli(*arguments).said(1).startswith("small/")
    assert content(small) == before
    assert cli("evaluate", "small/run", "--json").code == 0


def test_overwriting_keeps_what_is_not_the_runs(cli, tmp_path, train):
    (tmp_path / "small").mkdir()
    assert cli(*train).code == 0
    run = tmp_path / "small" / "run"
    (run / "notes.txt").write_text("mine")
    (run / "report.html").write_text("old")
    history = (run / "history.csv").read_bytes()
    assert cli(*train).said(2).startswith("small/run: nothing that exists is overwritten; found a run in this folder")
    assert cli(*train, "--overwrite", "--seed", "1").code == 0
    assert (run / "notes.txt").read_text() == "mine"
    assert not (run / "report.html").exists()
    assert not (run / "replaced").exists()
    assert (run / "history.csv").read_bytes() != history


def test_a_training_that_fails_before_its_first_epoch_brings_the_old_run_back(cli, tmp_path, train):
    (tmp_path / "small").mkdir()
    assert cli(*train).code == 0
    before = content(tmp_path / "small")
    assert "loss must stay a number" in cli(
        *train, "--overwrite", "--learning-rate", "1e38", "--optimizer", "sgd"
    ).said(1)
    assert content(tmp_path / "small") == before
