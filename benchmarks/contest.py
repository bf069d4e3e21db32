"""Time an epoch of four small networks: convscope.fit against Keras on three backends and a plain PyTorch loop.

    python benchmarks/contest.py
    python benchmarks/contest.py --networks tutorial --batch-sizes 32 --contestants convscope keras-jax
    python benchmarks/contest.py --json contest.json

Every contestant is a process of its own, so that its peak of memory is its own; they take turns, an epoch each, so
that a busy machine slows all alike. The first epoch of each compiles and is not counted. Environments for TensorFlow
and PyTorch are made when they are first needed (`environments.py`). Printed: the median seconds of an epoch, the
median of the pairs' ratios convscope / contestant, the arithmetic done a second (GFLOP/s; products only), its share
of what the machine reaches in a large product of matrices, and the peak resident memory.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from convscope._machine import machine, versions
from convscope.datasets import load_data
from environments import python_of
from networks import NETWORKS, training_operations

WORKERS = Path(__file__).parent / "contestants"
CONTESTANTS = ("convscope", "keras-jax", "keras-tensorflow", "keras-torch", "torch")
BATCH_SIZES = (32, 128, 512)


class Contestant:
    """A process that trains an epoch each time it is asked to."""

    def __init__(self, name: str, network: str, batch_size: int, folder: Path) -> None:
        self.name = name
        self.turns: list[dict[str, float]] = []
        self._errors = (folder / f"{name}.err").open("w+")
        arrays = str(folder / "arrays.npz")
        if name == "torch":
            command = [str(python_of("torch")), str(WORKERS / "torch_worker.py"), network, arrays, str(batch_size)]
            backend = ""
        else:
            backend = name.removeprefix("keras-") if name != "convscope" else "jax"
            python = sys.executable if backend == "jax" else str(python_of(backend))
            engine = "convscope" if name == "convscope" else "keras"
            model = str(folder / f"{network}.keras")
            command = [python, str(WORKERS / "keras_worker.py"), model, arrays, str(batch_size), engine]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            # Without preallocation several processes fit into one GPU's memory.
            env={
                **os.environ,
                "KERAS_BACKEND": backend,
                "TF_CPP_MIN_LOG_LEVEL": "2",
                "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
            },
        )

    def turn(self) -> dict[str, float]:
        """Train an epoch; give its seconds, the processor's, and the peak of memory in MB."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write("epoch\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            self._errors.seek(0)
            raise SystemExit(f"{self.name} ended: {self._errors.read()[-2000:]}")
        spent: dict[str, float] = json.loads(line)
        return spent

    def close(self) -> None:
        """End the process."""
        self._process.communicate()
        self._errors.close()


def product_peak() -> float:
    """Measure GFLOP/s of a large product of matrices, by JAX and by NumPy; return the larger."""
    import jax
    import jax.numpy as jnp

    size = 2048
    own = np.random.default_rng(0).random((size, size), np.float32)
    theirs = jnp.asarray(own)
    product = jax.jit(lambda a: a @ a)
    product(theirs).block_until_ready()
    times = []
    for _ in range(10):
        for run in (lambda: product(theirs).block_until_ready(), lambda: own @ own):
            start = time.perf_counter()
            run()
            times.append(time.perf_counter() - start)
    return float(2 * size**3 / min(times) / 1e9)


def contest(network: str, batch_size: int, names: list[str], epochs: int, folder: Path) -> list[Contestant]:
    """Let the contestants take turns."""
    rivals = [Contestant(name, network, batch_size, folder) for name in names]
    for rival in rivals:
        rival.turn()  # compiles
    for _ in range(epochs):
        for rival in rivals:
            rival.turns.append(rival.turn())
    for rival in rivals:
        rival.close()
    return rivals


def row(rival: Contestant, first: Contestant, operations: float, peak: float) -> dict[str, Any]:
    """Sum up a contestant's turns."""
    seconds = [turn["seconds"] for turn in rival.turns]
    pairs = [own["seconds"] / wall for own, wall in zip(first.turns, seconds, strict=True)]
    speed = operations / median(seconds) / 1e9
    return {
        "contestant": rival.name,
        "seconds": median(seconds),
        "least": min(seconds),
        "processor": median(turn["processor"] for turn in rival.turns),
        "ratio": median(pairs),
        "gflops": speed,
        "share_of_peak": speed / peak,
        "megabytes": rival.turns[-1]["megabytes"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", nargs="+", choices=NETWORKS, default=list(NETWORKS))
    parser.add_argument("--batch-sizes", type=int, nargs="+", default=BATCH_SIZES)
    parser.add_argument("--contestants", nargs="+", choices=CONTESTANTS, default=CONTESTANTS)
    parser.add_argument("--images", type=int, default=12_000)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write the figures there; what stands in it is not measured again")
    given = parser.parse_args()
    names = list(given.contestants)
    if names[0] != "convscope":
        names = ["convscope", *(name for name in names if name != "convscope")]
    (images, labels), _ = load_data("mnist")
    peak = product_peak()
    print(f"machine: {json.dumps(machine())}\nversions: {json.dumps(versions())}")
    print(f"a product of 2048 x 2048 matrices: {peak:.0f} GFLOP/s; {given.images:,} images, {given.epochs} epochs")
    found: list[dict[str, Any]] = []
    record = {"machine": machine(), "versions": versions(), "peak_gflops": peak, "rows": found}
    if given.json is not None and given.json.exists():
        found += json.loads(given.json.read_text())["rows"]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        x = (images[: given.images].astype(np.float32) / 127.5 - 1)[..., None]
        np.savez(folder / "arrays.npz", x=x, y=np.eye(10, dtype=np.float32)[labels[: given.images]])
        for network in given.networks:
            model = NETWORKS[network]()
            model.save(folder / f"{network}.keras")
            operations = training_operations(model) * given.images
            for batch_size in given.batch_sizes:
                if any((row["network"], row["batch_size"]) == (network, batch_size) for row in found):
                    continue
                rivals = contest(network, batch_size, names, given.epochs, folder)
                for rival in rivals:
                    result = row(rival, rivals[0], operations, peak)
                    measured = {"network": network, "batch_size": batch_size, "images": given.images}
                    found.append({**measured, "epochs": given.epochs, **result})
                    print(
                        "{network:8s} batch {batch_size:4d}  {contestant:16s} {seconds:6.2f} s (least {least:5.2f}, "
                        "processor {processor:6.2f}), convscope takes {ratio:4.2f} of it, {gflops:5.1f} GFLOP/s "
                        "({share_of_peak:.0%} of the peak), {megabytes:5.0f} MB".format(**found[-1]),
                        flush=True,
                    )
                if given.json is not None:
                    given.json.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
