"""One small run on which the documents' examples build."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.docs.pages import ROOT

# Compiling takes longer than training here: it is not optimized, and what one process compiled others load.
QUICK = {"XLA_FLAGS": "--xla_backend_optimization_level=0", "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0"}
Done = subprocess.CompletedProcess[str]


def python(*arguments: str | Path, cwd: Path) -> Done:
    """Run Python in a process of its own, with the tests to be imported."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, **QUICK, "PYTHONPATH": str(ROOT), "JAX_COMPILATION_CACHE_DIR": str(cwd.parent / "xla")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the recipe tutorial on few images."""
    folder = tmp_path_factory.mktemp("docs")
    flags = ("--limit", "200", "--epochs", "2", "--no-report", "--out", "tutorial-1")
    done = python("-m", "convscope", "train", *flags, cwd=folder)
    assert done.returncode == 0, done.stdout
    return folder / "tutorial-1"


@pytest.fixture
def run_here(small_run: Path, tmp_path: Path) -> Callable[..., Done]:
    """Runs Python in a folder in which `runs/tutorial-1` is there already, as after `make train`."""
    shutil.copytree(small_run, tmp_path / "runs" / "tutorial-1")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return lambda *arguments: python(*arguments, cwd=tmp_path)
