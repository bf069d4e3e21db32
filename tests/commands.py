"""The command `convscope`, run by tests: its command line, and how it ended."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path
from typing import Any


def command(*arguments: str | Path) -> list[str]:
    """Return the command line of a convscope in a process of its own."""
    return [sys.executable, "-m", "convscope", *map(str, arguments)]


@dataclasses.dataclass(frozen=True)
class Result:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What stands on standard output, which must be one JSON object and nothing else."""
        value = json.loads(self.out)
        assert isinstance(value, dict)
        return value

    def said(self, code: int) -> str:
        """Return the one line of an error; everything an error must be is checked."""
        assert self.code == code, self
        assert self.out == "", self
        lines = self.err.splitlines()
        assert len(lines) == 1, self
        assert lines[0].startswith("convscope: "), self
        assert lines[0].isprintable(), self
        return lines[0].removeprefix("convscope: ")


def piped(arguments, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(arguments, input=data, capture_output=True, check=False)


def closed(stream: str, *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run a command with a standard stream closed, "<", ">" or "2>"."""
    return piped(["sh", "-c", f'exec "$@" {stream}&-', "sh", *command(*arguments)])
