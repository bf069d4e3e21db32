"""The document's examples run against a real service."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import subprocess

import numpy as np
import pytest
from tests.docs.pages import Example, examples

PAGE = "docs/serving.md"
RUN_HERE = [example for example in examples(PAGE) if "test_page.py" in example.argument]


@pytest.fixture
def here(tmp_path, monkeypatch, page, digits, as_png):
    (tmp_path / "photo.png").write_bytes(page)
    (tmp_path / "seven.png").write_bytes(as_png(np.asarray(255 - digits[0, ..., 0])))
    monkeypatch.chdir(tmp_path)


def test_the_page_has_examples():
    assert {example.language for example in RUN_HERE} == {"console", "python"}


def test_other_pages_make_its_pictures():
    named = {name for example in RUN_HERE for name in re.findall(r"[\w-]+\.(?:png|jpg)", example.code)}
    made = "".join(example.code for page in ("README.md", "docs/reading.md") for example in examples(page))
    assert named
    assert all(f'.save("{name}")' in made for name in named)


@pytest.mark.parametrize("example", RUN_HERE, ids=lambda example: f"line {example.line}")
def test_an_example(server, here, example: Example):
    code = example.code.replace("localhost:8000", f"127.0.0.1:{server.port}")
    if example.language == "python":
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, example.place, "exec"), {"__name__": "page"})
        assert printed.getvalue().strip()
        return
    if shutil.which("curl") is None:
        pytest.skip("needs curl")
    for line in code.splitlines():
        command = line.removeprefix("$ ").replace("curl", "curl --silent --show-error --fail", 1)
        done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (command, done.stderr)
        assert '"probability":' in done.stdout
