"""Seconds until the tutorial's network reaches 98.65 % of its validation images, and until `fast` reaches its end.

    python benchmarks/time_to_accuracy.py [--seeds 3] [--engines convscope keras]

98.65 % is what the tutorial reports after 10 epochs. The clock starts before the first epoch, so compiling counts,
and stops at the end of the first epoch whose validation accuracy is at least that; 20 epochs at most. A seed that
never gets there is counted as such. The engines take turns, a seed each. `fast` is timed as its user sees it: the
whole command `convscope train --recipe fast` in a process of its own, up to its result, with the test accuracy of the
run it saved; for each seed first with an empty cache folder (no unpacked MNIST, no compiled programs), then again.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from convscope._machine import machine, versions
from convscope.datasets import load_data

GOAL = 0.9865
EPOCHS = 20


def tutorial(engine: str, seed: int) -> dict[str, Any]:
    """Train the tutorial's network until the goal is reached; give the seconds and the epochs, or None for both."""
    import keras
    import numpy as np

    from convscope.engine import fit
    from convscope.recipes import get_recipe

    keras.utils.set_random_seed(seed)
    (images, labels), _ = load_data("mnist")
    x, y = (images.astype(np.float32) / 127.5 - 1)[..., None], np.eye(10, dtype=np.float32)[labels]
    recipe = get_recipe("tutorial")
    model = recipe.build((28, 28, 1), 10, recipe.choices)
    reached: dict[str, Any] = {"seconds": None, "epochs": None}
    start = time.perf_counter()

    def stop(epoch: int, logs: dict[str, float]) -> None:
        if logs["val_acc"] >= GOAL:
            reached.update(seconds=time.perf_counter() - start, epochs=epoch + 1)
            model.stop_training = True

    options: dict[str, Any] = {"batch_size": 32, "epochs": EPOCHS, "validation_split": 0.2, "verbose": 0}
    options["callbacks"] = [keras.callbacks.LambdaCallback(on_epoch_end=stop)]
    if engine == "keras":
        model.fit(x, y, **options)
    else:
        fit(model, x, y, seed=seed, **options)
    return reached


def fast(seed: int, folder: Path, out: str) -> dict[str, Any]:
    """Time the whole command, from its start to its end, with the cache in `folder`."""
    command = [sys.executable, "-m", "convscope", "train", "--recipe", "fast", "--seed", str(seed), "--json", "--quiet"]
    command.append("--no-report")  # it is drawn after the result is printed
    start = time.perf_counter()
    done = subprocess.run(
        [*command, "--out", str(folder / out)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "CONVSCOPE_CACHE": str(folder / "cache")},
    )
    seconds = time.perf_counter() - start
    metrics = json.loads(done.stdout)
    return {"seconds": seconds, "train_seconds": metrics["train_seconds"], "test": 100 * metrics["test_accuracy"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--engines", nargs="+", choices=("convscope", "keras"), default=("convscope", "keras"))
    given = parser.parse_args()
    print(f"machine: {json.dumps(machine())}\nversions: {json.dumps(versions())}")
    rows: dict[str, list[dict[str, Any]]] = {"cold": [], "again": []}
    for seed in range(given.seeds):
        with tempfile.TemporaryDirectory() as folder:
            for name, found in rows.items():
                found.append(fast(seed, Path(folder), name))
                words = "{seconds:.1f} s for the command, {train_seconds:.1f} training, {test:.2f} % of the test"
                print(f"fast, {name}, seed {seed}: {words.format(**found[-1])}", flush=True)
    for name, found in rows.items():
        times = [row["seconds"] for row in found]
        spread = statistics.stdev(times) if len(times) > 1 else 0.0
        print(f"fast, {name}: {statistics.mean(times):.1f} +- {spread:.1f} s, {len(times)} seeds")
    reached: dict[str, list[dict[str, Any]]] = {engine: [] for engine in given.engines}
    for seed in range(given.seeds):
        for engine in given.engines:
            reached[engine].append(tutorial(engine, seed))
            print(f"{engine}, seed {seed}: {reached[engine][-1]}", flush=True)
    for engine, found in reached.items():
        times = [row["seconds"] for row in found if row["seconds"] is not None]
        middle = f"median {statistics.median(times):.1f} s" if times else "never"
        print(f"{engine}: {GOAL:.2%} of validation reached by {len(times)} of {len(found)} seeds, {middle}")


if __name__ == "__main__":
    main()
