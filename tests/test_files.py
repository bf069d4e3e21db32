"""Files are whole or not there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope import _files
from convscope._errors import InputError, JobError


def test_what_is_written_is_there_and_nothing_else(tmp_path):
    _files.write_text(tmp_path / "a.txt", "é\n")
    _files.write_text(tmp_path / "a.txt", "ü\n")
    assert (tmp_path / "a.txt").read_bytes() == "ü\n".encode()
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]


def test_what_was_there_stays_when_the_writer_fails(tmp_path):
    _files.write_text(tmp_path / "a.txt", "old")

    def fail() -> None:
        with _files.whole(tmp_path / "a.txt") as temporary:
            temporary.write_text("new")
            raise KeyError("mine")

    with pytest.raises(KeyError):
        fail()
    assert (tmp_path / "a.txt").read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("name", ["nothing/a.txt", "folder", "x" * 256])
def test_a_place_that_cannot_be_written(name, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine").touch()
    with pytest.raises(JobError, match="the file must be written whole; found "):
        _files.write_bytes(tmp_path / name, b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize("name", ["x" * 251 + ".png", "字" * 83 + ".png"])
def test_the_longest_name_can_be_written(name, tmp_path):
    _files.write_bytes(_files.check_new(tmp_path / name), b"new")
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_name_that_is_too_long_is_refused_before_anything_is_done(tmp_path):
    with pytest.raises(InputError, match="a file's name may have at most 255 bytes; found 256; choose a shorter one"):
        _files.check_new(tmp_path / ("字" * 84 + ".png"))


def test_a_folder_that_cannot_be_written_is_said_before_anything_is_done(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path)
    with pytest.raises(JobError, match=r"a\.png: the file must be written whole; found permission denied"):
        _files.check_new(tmp_path / "a.png")


@pytest.mark.parametrize("name", ["file", "file/a", "x" * 300])
def test_what_can_be_no_folder_is_bad_input(name, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="the folder must be created; found "):
        _files.make_folder(tmp_path / name)


def test_a_folder_that_may_not_be_made_is_a_job_that_failed(tmp_path, monkeypatch):
    def refuse(*_, **__) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(JobError, match="the folder must be created; found permission denied; choose another place"):
        _files.make_folder(tmp_path / "new")


def test_the_temporary_file_has_the_suffix_and_is_known(tmp_path):
    with _files.whole(tmp_path / "net.keras") as temporary:
        assert temporary.suffix == ".keras"
        assert temporary.parent == tmp_path
        assert _files.is_temporary(temporary.name)
        temporary.touch()


@pytest.mark.parametrize("name", ["net.keras", ".net.keras", ".hidden", ".a.12-123.txt", "a.12-0123abcd.txt"])
def test_other_files_are_not_temporary(name):
    assert not _files.is_temporary(name)


def test_only_the_leftovers_of_processes_that_are_gone_are_removed(tmp_path):
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    ).stdout.strip()
    names = {
        f".state.{gone}-0123abcd.npz",
        f".state.{os.getpid()}-0123abcd.npz",
        ".state.npz",
        f".state.{10**30}-0123abcd",
    }
    for name in names:
        (tmp_path / name).touch()
    _files.remove_leftovers(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {f".state.{os.getpid()}-0123abcd.npz", ".state.npz"}
    _files.remove_leftovers(tmp_path / "nothing")


@given(st.text())
def test_json_takes_any_text(text):
    written = _files.json_text({"a": text})
    assert json.loads(written.encode().decode()) == {"a": text}


def test_json_holds_no_nan(tmp_path):
    with pytest.raises(ValueError, match="Out of range"):
        _files.write_json(tmp_path / "a.json", {"a": float("nan")})
    assert not (tmp_path / "a.json").exists()
