"""What measures writes nothing into the package that it should not, says when it does not, and refuses in one line."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


@pytest.fixture
def program(monkeypatch) -> Any:
    """A program of the benchmarks, whose settings nobody changes."""

    def load(name: str, *arguments: str) -> Any:
        monkeypatch.syspath_prepend(str(BENCHMARKS))
        module = importlib.import_module(name)
        monkeypatch.setattr(module, "change_settings", Mock())
        monkeypatch.setattr(sys, "argv", [f"{name}.py", "--fonts", "fonts", "--write", *arguments])
        return module

    return load


@pytest.mark.parametrize("name", ["alone", "company"])
def test_another_networks_values_are_not_written(program, name, capsys):
    module = program(name, "--model", "runs/mine-1")
    with pytest.raises(SystemExit) as end:
        module.main()
    assert end.value.code == 2
    assert "leave --model out" in capsys.readouterr().err
    module.change_settings.assert_not_called()


@pytest.mark.parametrize("sure", [0.0, 1.0])
def test_that_no_threshold_is_written_is_said(program, sure, monkeypatch, capsys):
    module = program("alone")
    monkeypatch.setattr(module, "learning_source", Mock())
    monkeypatch.setattr(module, "sureness", lambda *_: {kind: np.full(9, sure) for kind in module.KINDS})
    assert module.main() == (0 if sure else 1)
    assert capsys.readouterr().err.startswith("" if sure else "nothing is written: ")
    assert module.change_settings.called == bool(sure)


LABELS = {
    "no rows": (b"file,text\n", "the table must name pictures; found no rows"),
    "nothing at all": (b"", "the table must have the columns file and text; found none"),
    "other columns": (b"name,digits\na.png,1\n", "the columns file and text; found name, digits"),
    "a field is missing": (
        b"file,text\na.png,\nb.png\n",
        "every row must have a file and a text; found one field in row 2",
    ),
    "another encoding": (b"file,text\n\xff.png,1\n", "the table must be CSV in UTF-8; found "),
}


@pytest.fixture
def photos(monkeypatch, capsys) -> Any:
    """Run `photos.py`, which must end before it reads anything, and return what it says."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    module = importlib.import_module("photos")

    def run(*arguments: str | Path) -> str:
        reader = Mock()
        monkeypatch.setattr(module, "Reader", reader)
        monkeypatch.setattr(sys, "argv", ["photos.py", *map(str, arguments)])
        assert module.main() == 2
        reader.return_value.read.assert_not_called()
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        return str(err)

    return run


@pytest.mark.parametrize(("content", "said"), LABELS.values(), ids=LABELS)
def test_a_table_that_is_none_of_labelled_pictures(content, said, photos, tmp_path):
    (tmp_path / "labels.csv").write_bytes(content)
    assert f"{tmp_path / 'labels.csv'}: " in (answer := photos("--folder", tmp_path))
    assert said in answer


@pytest.mark.parametrize("sheet", ["nowhere/s.png", "s.doc", ""])
def test_a_sheet_that_cannot_be_written_is_said_before_anything_is_read(sheet, photos, tmp_path):
    (tmp_path / "labels.csv").write_text("file,text\na.png,1\n")
    said = photos("--folder", tmp_path, "--sheet", tmp_path / sheet)
    assert any(rule in said for rule in ("into a folder that exists", "to a picture file", "not a folder"))


def test_a_recogniser_that_was_asked_nothing_has_no_figures(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    figures = importlib.import_module("labelled").summary([])
    assert figures["seconds_median"] is figures["singles_right"] is None
