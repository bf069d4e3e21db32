"""How an epoch's cost grows: convscope.fit against Keras's own fit (JAX) on one kind of network, one thing changed.

    python benchmarks/scaling.py [--json scaling.json]
    python benchmarks/scaling.py --sweeps channels batch_size

The network is conv C, pool, conv 2C, pool, dense 64, softmax (3 x 3 kernels, Adam, cross-entropy) on random images.
Five sweeps leave from C = 8, 28 x 28 pixels, batch 128, 6,000 images, all cores; where an image is dear, the images
are fewer. The two take turns, an epoch each, the first of each not counted; printed are the images, microseconds an
image by the median epoch, and the median of the pairs' ratios. A thread count is kept by a process of its own that may
use so many cores only (Linux).
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from convscope._machine import cores, machine, versions


@dataclasses.dataclass(frozen=True)
class Setting:
    """One point of a sweep."""

    channels: int = 8
    image_size: int = 28
    batch_size: int = 128
    images: int = 6_000
    threads: int = 0  # all


SWEEPS: dict[str, tuple[int, ...]] = {
    "channels": (4, 8, 16, 32, 64, 128),
    "image_size": (28, 48, 64, 96),
    "batch_size": (16, 32, 64, 128, 256, 512, 1024),
    "images": (1_000, 3_000, 12_000, 48_000),
    "threads": (1, 2),
}
MOST = 320_000_000
"""Channel-pixels an epoch may have before the number of images is cut, so that the widest points end in seconds."""


def measure(setting: Setting, epochs: int) -> dict[str, float]:
    """Train by turns; give microseconds an image for either, and the ratio."""
    import keras
    import numpy as np
    from keras import layers

    from convscope.engine import fit

    side, channels = setting.image_size, setting.channels
    count = min(setting.images, max(4 * setting.batch_size, MOST // (channels * side * side)))

    def network() -> Any:
        model = keras.Sequential(
            [
                keras.Input((side, side, 1)),
                *(layers.Conv2D(channels, 3, padding="same", activation="relu"), layers.MaxPooling2D(2)),
                *(layers.Conv2D(2 * channels, 3, padding="same", activation="relu"), layers.MaxPooling2D(2)),
                *(layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(10, activation="softmax")),
            ]
        )
        model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["acc"])
        return model

    rng = np.random.default_rng(0)
    x = rng.random((count, side, side, 1), np.float32)
    y = np.eye(10, dtype=np.float32)[rng.integers(0, 10, count)]
    ours, theirs = network(), network()
    turns: dict[str, Callable[[], Any]] = {
        "convscope": lambda: fit(ours, x, y, batch_size=setting.batch_size, verbose=0),
        "keras": lambda: theirs.fit(x, y, batch_size=setting.batch_size, verbose=0),
    }
    taken: dict[str, list[float]] = {name: [] for name in turns}
    for epoch in range(epochs + 1):
        for name, run in turns.items():
            start = time.perf_counter()
            run()
            if epoch:
                taken[name].append(time.perf_counter() - start)
    pairs = [own / other for own, other in zip(taken["convscope"], taken["keras"], strict=True)]
    figures = {name: median(seconds) / count * 1e6 for name, seconds in taken.items()}
    return {**figures, "ratio": median(pairs), "images": count}


def measure_apart(setting: Setting, epochs: int) -> dict[str, float]:
    """Measure in a process that may use `setting.threads` cores."""
    own = sorted(os.sched_getaffinity(0))[: setting.threads]
    program = (
        f"import os; os.sched_setaffinity(0, {own}); import json, scaling; "
        f"print(json.dumps(scaling.measure(scaling.{setting!r}, {epochs})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=Path(__file__).parent, check=True, stdout=subprocess.PIPE, text=True
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sweeps", nargs="+", choices=SWEEPS, default=list(SWEEPS))
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write the figures there")
    given = parser.parse_args()
    print(f"machine: {json.dumps(machine())}\nversions: {json.dumps(versions())}")
    rows = []
    for sweep in given.sweeps:
        for value in SWEEPS[sweep]:
            if sweep == "threads" and value > cores():
                continue
            setting = dataclasses.replace(Setting(), **{sweep: value})
            figures = (measure_apart if sweep == "threads" else measure)(setting, given.epochs)
            rows.append({"sweep": sweep, "value": value, **figures})
            print(
                "{sweep:10s} {value:6d}  {images:6d} images, us an image: convscope {convscope:.1f}, "
                "keras {keras:.1f}; convscope takes {ratio:.2f} of it".format(**rows[-1]),
                flush=True,
            )
    if given.json is not None:
        given.json.write_text(json.dumps({"machine": machine(), "versions": versions(), "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
