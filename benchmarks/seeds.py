"""Train one recipe with several seeds and print the mean and the spread of its figures.

    python benchmarks/seeds.py --recipe tutorial --seeds 3
    python benchmarks/seeds.py --recipe tutorial --seeds 10 -- --engine keras
    python benchmarks/seeds.py --recipe best --seeds 5 --keep runs/best --average

With `--average` the mean of the networks' probabilities is measured too. What stands after `--` is given to every
`convscope train`. With `--keep` the runs stay, and those that are there already are gone on with, or read if they have
ended: a long measurement may be interrupted.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from convscope import datasets
from convscope._machine import machine, versions
from convscope.glass import GlassModel
from convscope.runs import is_run, load_run

FIGURES = (
    ("train_accuracy", 100, "%"),
    ("validation_accuracy", 100, "%"),
    ("test_accuracy", 100, "%"),
    ("train_seconds", 1, "s"),
    ("total_seconds", 1, "s"),
)


def train(recipe: str, seed: int, folder: Path, flags: list[str]) -> dict[str, Any]:
    """Train in a process of its own and return the run's metrics."""
    run = folder / f"{recipe}-{seed}"
    if is_run(run) and load_run(run).finished:
        return dict(load_run(run).metrics)
    begin = ["--recipe", recipe, "--seed", str(seed), "--out", str(run), *flags]
    command = [sys.executable, "-m", "convscope", "train", *(["--resume", str(run)] if is_run(run) else begin)]
    subprocess.run([*command, "--no-report", "--quiet"], check=True, stdout=subprocess.DEVNULL)
    return dict(load_run(run).metrics)


def average(runs: list[Path]) -> float:
    """Return the accuracy on the test images of the mean of the runs' probabilities."""
    data = datasets.load(load_run(runs[0]).config["settings"]["data"])
    mean = np.mean([GlassModel(load_run(run).glass_path).predict(data.x_test) for run in runs], axis=0)
    return float((mean.argmax(axis=1) == data.y_test).mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipe", default="tutorial")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="a folder for the runs; without it they are thrown away")
    parser.add_argument("--average", action="store_true", help="measure the mean of the networks' probabilities too")
    parser.add_argument("flags", nargs="*", help="for convscope train, after --")
    given = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        kept = given.keep or Path(folder)
        for seed in range(given.first, given.first + given.seeds):
            row = train(given.recipe, seed, kept, given.flags)
            rows.append(row)
            # A recipe that keeps no rows for validation has no such accuracy.
            known = [(name, factor, unit) for name, factor, unit in FIGURES if row[name] is not None]
            figures = ", ".join(f"{name} {row[name] * factor:.2f} {unit}" for name, factor, unit in known)
            print(f"seed {seed}: {figures}", flush=True)
        if given.average:
            runs = [kept / f"{given.recipe}-{seed}" for seed in range(given.first, given.first + given.seeds)]
            print(f"the mean of all {len(runs)}: test_accuracy {100 * average(runs):.2f} %")
    print(f"\n{given.recipe}, {len(rows)} seeds, {rows[0]['parameters']:,} parameters, {rows[0]['epochs']} epochs")
    for name, factor, unit in known:
        values = [row[name] * factor for row in rows]
        spread = statistics.stdev(values) if len(values) > 1 else 0.0
        print(
            f"  {name:<20} mean {statistics.fmean(values):7.3f}  sd {spread:6.3f}"
            f"  min {min(values):7.3f}  max {max(values):7.3f}  {unit}"
        )
    print(f"machine: {json.dumps(machine())}")
    print(f"versions: {json.dumps(versions())}")


if __name__ == "__main__":
    main()
