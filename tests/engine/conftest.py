"""The engine's programs are compiled quickly: the arithmetic is the same."""

from __future__ import annotations

import pytest
from tests.engine.compare import QUICK

from convscope.engine import _program


@pytest.fixture(autouse=True)
def _compile_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    options = _program.compiler_options()
    monkeypatch.setattr(_program, "compiler_options", lambda: options | QUICK)
