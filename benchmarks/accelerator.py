"""Time an epoch of the four networks on a GPU: convscope.fit against Keras's own fit on JAX, in turn in one process.

    python benchmarks/accelerator.py [--networks NAME ...] [--batch-sizes 32 128 512] [--images 24000] [--epochs 3]

The first epoch of each compiles and is not counted. Printed: the median seconds of an epoch, the median of the pairs'
ratios; then the forms of the layers against each other, as far as a layer has them; then whether the same seed gave
the same bits twice. Where JAX sees no GPU it times the processor: the line "device" says which.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any
from unittest import mock

import numpy as np

from convscope._machine import machine, versions
from convscope.datasets import load_data
from networks import NETWORKS

FORMS = ("keras", "xla", "batch last")


def built(network: str) -> Any:
    """Build a network, always with the same weights."""
    import keras

    keras.utils.set_random_seed(0)
    return NETWORKS[network]()


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", nargs="+", choices=NETWORKS, default=list(NETWORKS))
    parser.add_argument("--batch-sizes", type=int, nargs="+", default=[32, 128, 512])
    parser.add_argument("--images", type=int, default=24_000)
    parser.add_argument("--epochs", type=int, default=3)
    given = parser.parse_args()
    import jax
    import keras

    from convscope.engine import _plan, _training, fit

    (images, labels), _ = load_data("mnist")
    x = images[: given.images, ..., None] / np.float32(127.5) - 1
    y = keras.utils.to_categorical(labels[: given.images], 10)
    print(f"machine: {json.dumps(machine())}\nversions: {json.dumps(versions())}")
    print(f"device: {jax.default_backend()}, {jax.devices()[0].device_kind}")
    for network in given.networks:
        for size in given.batch_sizes:
            own, theirs = built(network), built(network)
            options = {"x": x, "y": y, "batch_size": size, "verbose": 0}
            runs = (partial(fit, own, **options), partial(theirs.fit, **options))
            turns = [[seconds(run) for run in runs] for _ in range(given.epochs + 1)][1:]
            ours, keras_s = (median(column) for column in zip(*turns, strict=True))
            ratio = median(a / b for a, b in turns)
            print(f"{network:9} batch {size:4}  convscope {ours:.3f} s, Keras {keras_s:.3f} s, takes {ratio:.2f} of it")
    for network in given.networks:
        for form in FORMS:
            with mock.patch.object(_training, "plan", partial(_plan.plan, prefer=form)):
                run = partial(fit, built(network), x, y, batch_size=128, verbose=0)
                times = [seconds(run) for _ in range(given.epochs + 1)]
            print(f"{network:9} batch  128  form {form:10} {median(times[1:]):.3f} s")
    weights = []
    for _ in range(2):
        model = built(given.networks[0])
        fit(model, x, y, batch_size=128, verbose=0, seed=1)
        weights.append(model.get_weights())
    same = all(np.array_equal(a, b) for a, b in zip(*weights, strict=True))
    print(f"{given.networks[0]}: the same seed gave {'the same' if same else 'other'} bits")


if __name__ == "__main__":
    main()
