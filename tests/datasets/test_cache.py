"""The cache: whole or not there, checked, and never a reason to fail."""

from __future__ import annotations

import hashlib
import lzma
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from convscope import _files, datasets
from convscope.datasets import _cache, _mnist

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = bytes(range(256)) * 40
PRINT_SHA = """
import hashlib
from convscope import datasets
print(hashlib.sha256(datasets.load("mnist").x_train.tobytes()).hexdigest())
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


class Maker:
    """Makes the content, and counts how often."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> bytes:
        self.calls += 1
        return CONTENT


def fetch(make: Maker) -> memoryview:
    return _cache.cached("some.idx", len(CONTENT), lambda content: content == CONTENT, make)


def test_made_once(folder: Path) -> None:
    make = Maker()
    for _ in range(3):
        content = fetch(make)
        assert content == CONTENT
        assert content.readonly
    assert make.calls == 1
    assert [path.name for path in folder.iterdir()] == ["some.idx"]


@pytest.mark.parametrize(
    "damaged", [b"", CONTENT[:-1], CONTENT + b"x", CONTENT[:-1] + b"x", bytes(len(CONTENT))], ids=len
)
def test_a_damaged_file_is_made_again(folder: Path, damaged: bytes) -> None:
    folder.mkdir()
    (folder / "some.idx").write_bytes(damaged)
    make = Maker()
    assert fetch(make) == CONTENT
    assert make.calls == 1
    assert (folder / "some.idx").read_bytes() == CONTENT


def test_what_is_no_file_is_no_harm(folder: Path) -> None:
    (folder / "some.idx").mkdir(parents=True)
    assert fetch(Maker()) == CONTENT
    (folder / "some.idx").rmdir()
    os.mkfifo(folder / "some.idx")
    assert fetch(Maker()) == CONTENT  # and a FIFO is replaced, not waited for
    assert (folder / "some.idx").is_file()


@pytest.mark.parametrize("place", ["/dev/null/cache", "/proc/cache", "/dev/full"])
def test_a_folder_that_cannot_be_written(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVSCOPE_CACHE", place)
    make = Maker()
    assert fetch(make) == CONTENT
    assert fetch(make) == CONTENT
    assert make.calls == 2


def test_a_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    assert fetch(Maker()) == CONTENT
    assert not list(folder.iterdir())


def test_left_behind_files_are_removed(folder: Path) -> None:
    folder.mkdir()
    old, new = folder / ".some.123-abc.idx", folder / ".some.124-abc.idx"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    fetch(Maker())
    assert not old.exists()
    assert new.exists()  # somebody may be writing it


def test_the_folder_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CONVSCOPE_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert _files.cache_folder().is_relative_to(tmp_path)
    assert "convscope" in str(_files.cache_folder())


def test_several_processes_fill_one_cache(folder: Path) -> None:
    environment = {**os.environ, "CONVSCOPE_CACHE": str(folder)}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PRINT_SHA], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(3)
    ]
    answers = [process.communicate(timeout=120) for process in running]
    expected = hashlib.sha256(datasets.load("mnist").x_train.tobytes()).hexdigest().encode()
    assert [out.strip() for out, _ in answers] == [expected] * 3, answers
    assert [err for _, err in answers] == [b""] * 3
    assert [path.name for path in folder.iterdir()] == [_mnist._CACHE_NAME]


def test_mnist_is_unpacked_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets.load("mnist")

    def again(data: bytes) -> bytes:
        raise AssertionError("unpacked again")

    monkeypatch.setattr(lzma, "decompress", again)
    assert datasets.load("mnist").x_train.any()
