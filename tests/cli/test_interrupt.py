"""Ctrl-C ends every command with one line and 130, also where a C extension that is loading makes an error of it."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import signal
import sys

from convscope import _errors
from convscope.cli import _main


def run(arguments):
    try:
        if "interrupted" in sys.argv:
            signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        pass
    raise {error}


before = signal.getsignal(signal.SIGINT)
_main._run = run
code = _main.main(["read"])
assert signal.getsignal(signal.SIGINT) is before
sys.exit(code)
"""


def ended(error: str, *arguments: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(error=error), *arguments], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr.splitlines()


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        ("ImportError('initialization failed')", 130, "interrupted"),
        ("SystemError('returned a result with an exception set')", 130, "interrupted"),
        ("_errors.MissingPartError('a package is needed')", 130, "interrupted"),
        ("_errors.InputError('it must fit')", 130, "interrupted"),
        ("KeyboardInterrupt('interrupted; 1 of 2 epochs are saved')", 130, "interrupted; 1 of 2 epochs are saved"),
        ("_errors.JobError('the file must be written whole')", 1, "the file must be written whole"),
    ],
)
def test_an_error_after_an_interruption_is_the_interruption(error, code, said):
    assert ended(error, "interrupted") == (code, [f"convscope: {said}"])


def test_without_one_errors_are_what_they_are():
    assert ended("_errors.InputError('it must fit')") == (2, ["convscope: it must fit"])
    code, said = ended("ImportError('initialization failed')")
    assert (code, said[0], said[-1]) == (1, "Traceback (most recent call last):", "ImportError: initialization failed")
