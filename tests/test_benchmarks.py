"""What measures never writes what it should not into the package, and says when it writes nothing."""

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
