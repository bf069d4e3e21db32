"""The service starts without Keras, and its help without the network."""

from __future__ import annotations

import json
import subprocess
import sys

from convscope.serving import Settings, create_app

HEAVY = ["keras", "jax", "jaxlib", "tensorflow", "torch", "matplotlib"]
LATER = ["onnxruntime", "fastapi", "uvicorn", "cv2", "numpy"]


def loaded(program: str, names: list[str]) -> list[str]:
    code = f"{program}\nimport json, sys\nprint(json.dumps([n for n in {names} if n in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_application_needs_nothing_heavy():
    program = """
from convscope.serving import create_app
create_app()
import convscope.serving._workers
"""
    assert loaded(program, HEAVY) == []


def test_importing_it_or_its_help_loads_nothing():
    assert loaded("import convscope.serving", LATER) == []
    assert loaded("from convscope.cli import main\nassert main(['serve', '--help']) == 0", LATER) == []


def test_an_application_for_a_server_of_ones_own():
    app = create_app(Settings(name="mine"))
    assert "/read" in app.openapi()["paths"]


def test_a_missing_part_is_named():
    program = """
from convscope import _optional
from convscope.cli import main
_optional.installed = lambda module: module != "fastapi_offline"
print(main(["serve"]))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "2\n"
    assert "convscope[serve]" in done.stderr
