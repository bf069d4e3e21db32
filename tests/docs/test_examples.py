"""Every example of the documents runs, and prints what the page shows."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.docs.pages import EXAMPLES, PAGES, ROOT, TRANSLATED, examples

LANGUAGES = {"console", "python", "toml", "text"}
DIRECTIVES = {"", "skip", "file", "exit", "exact"}
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize("page", [*PAGES, EXAMPLES])
def test_a_page_runs(page: str, run_here: Run) -> None:
    """From its top to its end, in one folder."""
    if all(example.directive == "skip" for example in examples(page)):
        return
    done = run_here("-m", "tests.docs.running", page)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("page", [*PAGES, EXAMPLES])
def test_every_example_says_what_it_is(page: str) -> None:
    """A block nobody runs has a reason."""
    for example in examples(page):
        assert example.language in LANGUAGES, example.place
        assert example.directive in DIRECTIVES, example.place
        assert example.directive != "skip" or len(example.argument) > 10, f"{example.place}: skip needs a reason"
        if example.language == "toml":
            tomllib.loads(example.code)


@pytest.mark.parametrize(("page", "translation"), TRANSLATED)
def test_both_languages_show_the_same_examples(page: str, translation: str) -> None:
    """So that running one page tests both."""

    def blocks(of: str) -> list[tuple[str, str, str]]:
        return [(example.language, example.code, example.directive) for example in examples(of)]

    assert blocks(translation) == blocks(page)


def test_no_two_examples_write_to_one_place() -> None:
    """Somebody goes through one page after another in one folder, where nothing is overwritten."""
    written = [
        place
        for page in [*PAGES, EXAMPLES]
        for example in examples(page)
        if example.language == "console"
        for place in re.findall(r"--(?:out|show|annotate) (\S+)", example.code)
    ]
    assert len(written) > 5
    assert sorted(written) == sorted(set(written))


@pytest.mark.parametrize(
    ("block", "complaint"),
    [
        ("```console\n$ convscope runs\nnothing of the kind\n```", "does not print"),
        ("<!-- test: exact -->\n```console\n$ convscope --version\nconvscope 0\n```", "does not print"),
        ("```console\n$ convscope runs nowhere\n```", "ended with 2"),
        ("```console\n$ make train\n```", "make is not run here"),
        ("```python\nassert 2 + 2 == 5\n```", "AssertionError"),
    ],
)
def test_a_wrong_page_is_found_out(block: str, complaint: str, run_here: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"Before\n\n{block}\n", encoding="utf-8")
    done = run_here("-m", "tests.docs.running", str(page))
    assert done.returncode == 1
    assert complaint in done.stdout


def test_every_program_of_examples_is_run() -> None:
    shown = "".join(example.code for example in examples(EXAMPLES))
    programs = {path.name for path in (ROOT / "examples").glob("*.py")}
    assert programs == set(re.findall(r"examples/(\w+\.py)", shown))


def test_predict_picture_overwrites_nothing(run_here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "made"))
    (tmp_path / "made").mkdir()
    mine = [tmp_path / "seven.png", tmp_path / "steps.png"]
    for file in mine:
        file.write_bytes(b"mine")
    done = run_here("examples/predict_picture.py", "runs/tutorial-1")
    assert done.returncode == 0, done.stdout
    assert [file.read_bytes() for file in mine] == [b"mine", b"mine"]
    (drawn,) = tmp_path.glob("made/*/steps.png")
    assert f"{drawn} shows how" in done.stdout


def test_read_activations_needs_no_convscope(small_run: Path) -> None:
    """ONNX Runtime and NumPy are enough, as the example says."""
    code = "import runpy, sys; runpy.run_path(sys.argv[1], run_name='__main__'); sys.exit('convscope' in sys.modules)"
    program = ROOT / "examples" / "read_activations.py"
    flags = [sys.executable, "-c", code.replace("sys.argv[1]", repr(str(program))), str(small_run)]
    assert subprocess.run(flags, stdout=subprocess.DEVNULL, check=False).returncode == 0
