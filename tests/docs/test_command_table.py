"""Every row of the README's table of commands works as it is written."""

from __future__ import annotations

import re

import click
import pytest
from tests.docs.pages import ROOT

from convscope.cli._main import app


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_every_row_is_a_whole_command(page: str) -> None:
    """All verbs have one, and nothing that a verb needs is missing."""
    rows = re.findall(r"^\| `convscope (.+?)` \|", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert {row.split()[0] for row in rows} == set(app.commands)
    for row in rows:
        verb, *rest = row.split()
        command = app.commands[verb]
        if isinstance(command, click.Group):
            command = command.commands[rest.pop(0)]
        needed = [parameter for parameter in command.params if parameter.required]
        assert len([word for word in rest if not word.startswith("-")]) >= len(needed), row
        for option in needed:
            assert isinstance(option, click.Argument) or set(option.opts) & set(rest), row
