"""What importing the room loads, seen in a new process."""

import json
import subprocess
import sys

HEAVY = ["keras", "jax", "tensorflow", "torch", "matplotlib", "cv2", "jinja2", "onnx"]
FORBIDDEN = ["keras", "jax", "tensorflow", "torch", "matplotlib.pyplot"]


def loaded(program, names):
    code = f"{program}\nimport json, sys\nprint(json.dumps([n for n in {names} if n in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_importing_loads_nothing_heavy():
    assert loaded("import convscope.evaluation, convscope.evaluation.figures, convscope.evaluation.report", HEAVY) == []


def test_drawing_loads_matplotlib_but_neither_keras_nor_pyplot():
    program = (
        "from convscope.evaluation import figures\nfigures.figure_bytes(figures.draw_curves({'loss': [2.0, 1.0]}))"
    )
    assert loaded(program, ["matplotlib", *FORBIDDEN]) == ["matplotlib"]
