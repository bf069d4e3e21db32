"""The room of the glass model needs ONNX Runtime and nothing that trains."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAVY = ("keras", "jax", "jaxlib", "tensorflow", "torch", "onnx", "matplotlib", "scipy")


def run(program: str, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not done.stderr, "ONNX Runtime stays quiet"
    return done.stdout.strip()


def test_a_model_is_used_without_anything_heavy(grey: bytes, tmp_path: Path):
    path = tmp_path / "model.onnx"
    path.write_bytes(grey)
    program = f"""
import sys
from convscope import glass
model = glass.GlassModel(sys.argv[1])
image = [[0] * 8] * 6
model.predict(image), model.logits(image), model.activations(image), model.weights("conv")
print([name for name in {HEAVY} if name in sys.modules])
"""
    assert run(program, str(path)) == "[]"


def test_a_broken_model_is_refused_quietly(grey: bytes, tmp_path: Path):
    path = tmp_path / "model.onnx"
    path.write_bytes(grey.replace(b"MaxPool", b"Softmax"))
    program = """
import sys
from convscope import glass
from convscope._errors import InputError
try:
    glass.GlassModel(sys.argv[1])
except InputError as error:
    print(error)
"""
    assert "that ONNX Runtime accepts; found" in run(program, str(path))


def test_finding_a_model_does_not_load_onnx_runtime():
    program = "import sys; from convscope import glass; print('onnxruntime' in sys.modules)"
    assert run(program) == "False"
