"""The container's command line, without a container."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

FILE = Path(__file__).parent.parent.parent / "Containerfile"


@pytest.fixture
def entry() -> list[str]:
    """What is run whatever a user's own arguments are."""
    if not FILE.exists():
        pytest.skip("a source distribution has none")
    lines = FILE.read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if line.startswith("CMD ")], "own arguments would take its place"
    (line,) = [line for line in lines if line.startswith("ENTRYPOINT ")]
    words: list[str] = json.loads(line.removeprefix("ENTRYPOINT "))
    assert words.pop(0) == "convscope"
    return words


def test_own_arguments_leave_two_workers(entry, cli):
    assert entry[-2:] == ["--workers", "2"]
    assert "must be an ordinary file" in cli(*entry, "--port", "0", "--model", "nowhere").said(2)


def test_own_workers_count(entry, cli):
    assert "workers must be 1 to 256; found 999" in cli(*entry, "--workers", "999").said(2)
