"""Runs a page's examples from its top to its end in the current folder, on a few images.

    python -m tests.docs.running README.md

A process of its own, so that they run as a reader's do: no annotations checked, no warnings turned into errors. All
of a page run in that one process, for starting Keras takes seconds.
"""

from __future__ import annotations

import contextlib
import io
import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.docs.pages import Example, examples

import convscope
from convscope.cli import main

LIMIT, EPOCHS = 200, 2
"""To so much every training of the documents is cut down here."""

SHELL = ("ls", "cat")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?(e[+-]?\d+)?")


def run_page(page: str) -> None:
    """Run every example of `page`; one that fails raises `AssertionError` with its place."""
    convscope.train = _smaller_train(convscope.train)
    names: dict[str, Any] = {"__name__": "page"}
    for example in examples(page):
        if example.directive == "skip":
            continue
        if example.directive == "file":
            Path(example.argument).write_text(example.code, encoding="utf-8")
        elif example.language == "console":
            _run_console(example)
        elif example.language == "python":
            code = "\n" * example.line + example.code  # so that a traceback names the page's line
            exec(compile(code, page, "exec"), names)


def _run_console(example: Example) -> None:
    """Run the `$` lines of a console block; what the block shows below them must be what they print."""
    wanted = int(example.argument) if example.directive == "exit" else 0
    for command, shown in _commands(example):
        code, printed = _run(shlex.split(command, comments=True), example)
        assert code == wanted, f"{example.place}: {command} ended with {code}\n{printed}"
        _compare(shown, printed, example, command)


def _commands(example: Example) -> list[tuple[str, list[str]]]:
    """Split a console block into commands and what it shows of their output."""
    found: list[tuple[str, list[str]]] = []
    for line in example.code.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            assert found, f"{example.place}: a console block begins with $ and a command"
            found[-1][1].append(line)
    return found


def _run(words: list[str], example: Example) -> tuple[int, str]:
    """Run one command and return its exit code and all it printed."""
    if words[0] in {"convscope", "python"}:
        printed = io.StringIO()
        if "keras" in sys.modules:  # layers are numbered from the start, as in a process of its own
            sys.modules["keras"].utils.clear_session()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            code = main(_smaller(words[1:])) if words[0] == "convscope" else _run_program(words[1:])
        return code, printed.getvalue()
    assert words[0] in SHELL, f"{example.place}: {words[0]} is not run here; say why with <!-- test: skip: ... -->"
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode, done.stdout


def _run_program(words: list[str]) -> int:
    """Run a Python file as a program; what it raises is raised."""
    arguments, sys.argv = sys.argv, words
    try:
        runpy.run_path(words[0], run_name="__main__")
    finally:
        sys.argv = arguments
    return 0


def _smaller(words: list[str]) -> list[str]:
    """Cut a command down to seconds; of a flag that is given twice the last counts."""
    if words[0] == "report":
        return [*words, "--no-robustness"]
    if words[0] != "train" or "--print-config" in words:
        return words
    if "--resume" in words:
        return [*words, "--no-report"]
    return [*words, "--limit", str(LIMIT), "--epochs", str(EPOCHS), "--no-report"]


def _smaller_train(train: Callable[..., Any]) -> Callable[..., Any]:
    """Return `convscope.train` cut down to a few images and epochs."""

    def smaller(*arguments: Any, **given: Any) -> Any:
        cut = {"limit": min(given.get("limit") or LIMIT, LIMIT), "epochs": min(given.get("epochs") or EPOCHS, EPOCHS)}
        return train(*arguments, **{**given, **cut})

    return smaller


def _compare(shown: list[str], printed: str, example: Example, command: str) -> None:
    """Every line shown must be among those printed: to the letter when "exact", else whatever its figures are."""
    form = str.rstrip if example.directive == "exact" else _form
    lines = {form(line) for line in printed.splitlines()}
    for line in shown:
        if line.strip() not in {"", "..."}:
            assert form(line) in lines, f"{example.place}: {command} does not print\n{line}\nbut\n{printed}"


def _form(line: str) -> str:
    """Return a line without its figures and the width of its gaps."""
    return re.sub(r"\bepochs\b", "epoch", " ".join(_NUMBER.sub("#", line).split()))


if __name__ == "__main__":
    run_page(sys.argv[1])
