"""An error is one printable line of three parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope._errors import ConvscopeError, InputError, JobError, MissingPartError, one_line


def test_the_parts_stand_in_order():
    error = InputError("the rule", found=3, todo="do this", file="labels.npz")
    assert str(error) == "labels.npz: the rule; found 3; do this"
    assert str(JobError("the rule")) == "the rule"


@given(st.text(), st.text(), st.text(), st.text())
def test_it_is_one_printable_line_of_moderate_length(rule, found, todo, file):
    line = str(InputError(rule, found=found, todo=todo, file=file))
    assert len(line.splitlines()) <= 1
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 for c in line)
    line.encode("utf-8")
    assert len(line) < 8000


def test_a_very_long_value_is_cut_in_the_middle():
    line = one_line("a" * 10_000 + "z" * 10_000)
    assert len(line) < 500
    assert line.startswith("aaa")
    assert line.endswith("zzz")
    assert " ... " in line


@pytest.mark.parametrize(
    ("kind", "also", "code"),
    [(InputError, ValueError, 2), (MissingPartError, ImportError, 2), (JobError, RuntimeError, 1)],
)
def test_the_family(kind, also, code):
    assert issubclass(kind, ConvscopeError)
    assert issubclass(kind, also)
    assert kind("rule").exit_code == code
