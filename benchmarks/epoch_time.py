"""Time an epoch of the tutorial's network: convscope.fit, Keras's own fit and, if asked for, a plain PyTorch loop.

    python benchmarks/epoch_time.py [--batch-sizes 32 128 512] [--epochs 5] [--torch-python PATH]

The three take turns, an epoch each, so that a busy machine slows all alike; the first epoch of each compiles and is
not counted. Printed: the median seconds of each (and of the processor's), and the median of the pairs' ratios.
PATH is the Python of an environment that has PyTorch (it is never imported here).
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from convscope.datasets import load_data
from convscope.engine import fit

IMAGES = 48_000
TORCH_LOOP = Path(__file__).with_name("torch_loop.py")


def network() -> Any:
    """Give the tutorial's network, compiled as it compiles it."""
    from convscope.recipes import get_recipe

    recipe = get_recipe("tutorial")
    return recipe.build((28, 28, 1), 10, recipe.choices)


class Torch:
    """The PyTorch loop in a process of its own, which trains an epoch each time it is asked to."""

    def __init__(self, python: str, batch_size: int, file: Path) -> None:
        command = [python, str(TORCH_LOOP), str(file), str(batch_size)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self) -> float:
        """Train an epoch; give its seconds."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write("epoch\n")
        stdin.flush()
        return float(stdout.readline())

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def timed(train: Callable[[], Any]) -> Callable[[], tuple[float, float]]:
    """Give a call that trains an epoch and returns its seconds, the wall's and the processor's."""

    def run() -> tuple[float, float]:
        start, processor = time.perf_counter(), time.process_time()
        train()
        return time.perf_counter() - start, time.process_time() - processor

    return run


def compare(batch_size: int, epochs: int, x: np.ndarray, y: np.ndarray, torch: Torch | None) -> None:
    """Let the contestants take turns, and print what they took."""
    ours, keras_own = network(), network()
    turns: dict[str, Callable[[], tuple[float, float]]] = {
        "convscope": timed(lambda: fit(ours, x, y, batch_size=batch_size, verbose=0)),
        "keras": timed(lambda: keras_own.fit(x, y, batch_size=batch_size, verbose=0)),
    }
    if torch is not None:
        turns["torch"] = lambda: (torch(), float("nan"))
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in turns}
    for epoch in range(epochs + 1):
        for name, run in turns.items():
            seconds = run()
            if epoch:
                taken[name].append(seconds)
    for name, spent in taken.items():
        walls = [pair[0] for pair in spent]
        pairs = [own[0] / wall for own, wall in zip(taken["convscope"], walls, strict=True)]
        processor = median(pair[1] for pair in spent)
        print(
            f"batch {batch_size:4d}  {name:10s} {median(walls):6.2f} s (least {min(walls):.2f}), processor "
            f"{processor:6.2f} s; convscope takes {median(pairs):.2f} of it",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batch-sizes", type=int, nargs="+", default=[32, 128, 512])
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--torch-python", help="an interpreter that has PyTorch")
    options = parser.parse_args()
    (images, labels), _ = load_data("mnist")
    x = (images[:IMAGES].astype(np.float32) / 127.5 - 1)[..., None]
    y = np.eye(10, dtype=np.float32)[labels[:IMAGES]]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mnist.npz"
        np.savez(file, x=x, y=y)
        for batch_size in options.batch_sizes:
            torch = Torch(options.torch_python, batch_size, file) if options.torch_python else None
            compare(batch_size, options.epochs, x, y, torch)
            if torch is not None:
                torch.close()


if __name__ == "__main__":
    main()
