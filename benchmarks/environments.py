"""Python environments for the packages that the benchmarks compare with: made once, in `benchmarks/.env-NAME/`.

None of them is needed to use convscope. PyTorch's build is named by its version: without one, the registry gives
the build for GPUs, which brings gigabytes that a processor has no use for.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

FOLDER = Path(__file__).parent
PACKAGES = {
    "tensorflow": ("tensorflow-cpu==2.21.0", "keras==3.15.1"),
    "torch": ("torch==2.13.0", "keras==3.15.1"),
    "rapidocr": ("rapidocr-onnxruntime==1.4.4", "onnxruntime==1.32.0"),
    "digit-recognizer": ("torch==2.13.0", "torchvision==0.28.0", "digit-recognizer-py==0.1.0"),
}


def python_of(name: str, folder: Path = FOLDER) -> Path:
    """Return the interpreter of the environment `name`, which is made if it is not there."""
    place = folder / f".env-{name}"
    python, stamp = place / "bin" / "python", place / ".made"
    if not stamp.exists():
        print(f"making {place} with {', '.join(PACKAGES[name])} (once)", file=sys.stderr, flush=True)
        venv.create(place, clear=True, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, *PACKAGES[name]], check=True)
        stamp.touch()
    return python
