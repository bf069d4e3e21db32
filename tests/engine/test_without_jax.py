"""TensorFlow's and PyTorch's users have no JAX: nothing of ours may ask for it before the engine itself trains."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import builtins
import keras

original = builtins.__import__

def guarded(name, globals=None, *rest):
    if name.partition(".")[0] == "jax" and (globals or {}).get("__name__", "").startswith("convscope"):
        raise ImportError(f"{globals['__name__']} imports {name}")
    return original(name, globals, *rest)

builtins.__import__ = guarded
import convscope
import convscope._api
import convscope.engine
import convscope.recipes
import convscope.training
from convscope.engine import LayerForm, explain, fit

keras.backend.backend = lambda: "tensorflow"
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
model.compile("sgd", "mse")
model.fit = lambda x, y, **options: "Keras's own"
print(fit(model, keras.ops.ones((3, 4)), keras.ops.ones((3, 2))))
"""


def test_other_backends_are_trained_without_importing_jax() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Keras's own\n"
    assert done.stderr == "convscope.fit: Keras's own fit trains this model: the backend is tensorflow, not jax\n"
