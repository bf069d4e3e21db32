"""What each change to the tutorial's network is worth, with many seeds: pooling, Dropout, loss, batch, schedule, ...

    python benchmarks/ladder.py changes --seeds 5 --out changes.jsonl
    python benchmarks/ladder.py data --seeds 20 --out data.jsonl
    python benchmarks/ladder.py engines --seeds 10 --out engines.jsonl
    python benchmarks/ladder.py data --out data.jsonl --only-print

A line is written for each training, and a training that stands in the file is not done again: stop it and go on as
you like. Validation accuracy is of the training part's last 12,000 images, which no network here is trained on; the
test accuracy stands beside it. Nothing is chosen by either.

Studies: `changes` makes one change at a time, on 48,000 images and 10 epochs. `data` compares max with average pooling
and Dropout with none on the first 1,000 to 48,000 images, for at least 3,000 steps of 32. `engines` trains the
tutorial's network with convscope.fit and with Keras's own fit.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from convscope._machine import machine, versions
from convscope.datasets import load_data
from convscope.engine import fit

TRAINING = 48_000
STEPS = 3_000
SIZES = (1_000, 3_000, 10_000, 48_000)
CHANGES: dict[str, dict[str, Any]] = {
    "the tutorial's": {},
    "cross-entropy": {"loss": "categorical_crossentropy"},
    "average pooling": {"pooling": "average"},
    "no Dropout": {"dropout": 0.0},
    "batch 128": {"batch_size": 128},
    "one cycle of the learning rate": {"schedule": True},
    "shifted and turned images": {"augmentation": True},
    "batch normalisation": {"normalisation": True},
    "twice the filters": {"filters": (8, 16, 32)},
    "all but the filters and the average": {
        "loss": "categorical_crossentropy",
        "schedule": True,
        "augmentation": True,
        "normalisation": True,
    },
}
CASES: dict[str, dict[str, Any]] = {
    "max, Dropout .25": {},
    "average, Dropout .25": {"pooling": "average"},
    "max, no Dropout": {"dropout": 0.0},
}
DATA: dict[str, dict[str, Any]] = {
    f"{name}, {size} images": {**change, "images": size} for size in SIZES for name, change in CASES.items()
}
ENGINES: dict[str, dict[str, Any]] = {"convscope.fit": {}, "model.fit": {"engine": "keras"}}
STUDIES = {"changes": CHANGES, "data": DATA, "engines": ENGINES}


def network(change: dict[str, Any], epochs: int, images: int) -> Any:
    """Build and compile the tutorial's network with a change."""
    import keras
    from keras import layers

    pool = {"max": layers.MaxPooling2D, "average": layers.AveragePooling2D}[change.get("pooling", "max")]
    dropout = change.get("dropout", 0.25)
    first, second, third = change.get("filters", (4, 8, 16))

    def conv(filters: int) -> list[Any]:
        if not change.get("normalisation"):
            return [layers.Conv2D(filters, 3, padding="same", activation="relu")]
        convolution = layers.Conv2D(filters, 3, padding="same", use_bias=False)
        return [convolution, layers.BatchNormalization(), layers.ReLU()]

    moved = [layers.RandomTranslation(0.08, 0.08, fill_mode="constant", fill_value=-1.0)]
    moved += [layers.RandomRotation(0.03, fill_mode="constant", fill_value=-1.0)]
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            *(moved if change.get("augmentation") else ()),
            *(*conv(first), pool(2), *conv(second), pool(2), *conv(third)),
            *(layers.Flatten(), layers.Dropout(dropout), layers.Dense(784, activation="relu")),
            *(layers.Dropout(dropout), layers.Dense(100, activation="relu"), layers.Dense(10, activation="softmax")),
        ]
    )
    steps = epochs * -(-images // change.get("batch_size", 32))
    rate: Any = 0.001
    if change.get("schedule"):
        from convscope.recipes._schedule import one_cycle

        rate = one_cycle(3e-3, steps, start=0.1, rising=0.3)
    model.compile(loss=change.get("loss", "mse"), optimizer=keras.optimizers.Adam(rate), metrics=["acc"])
    model.optimizer.build(model.trainable_variables)
    return model


class Trial:
    """A change, compiled once; each seed begins with new weights and an optimizer that remembers nothing."""

    def __init__(self, change: dict[str, Any], data: Any) -> None:
        (x, y), self._test = data
        self._change, self._images = change, change.get("images", TRAINING)
        self._epochs = max(10, -(-STEPS * 32 // self._images))
        self._train = x[: self._images], y[: self._images]
        self._validation = x[TRAINING:], y[TRAINING:]
        self._model = self._new()
        self._start = [np.array(variable) for variable in self._model.optimizer.variables]

    def _new(self) -> Any:
        return network(self._change, self._epochs, self._images)

    def __call__(self, seed: int) -> dict[str, Any]:
        """Train; give the accuracies in percent and the seconds."""
        import keras

        keras.utils.set_random_seed(seed)
        model = self._model
        model.set_weights(self._new().get_weights())
        for variable, value in zip(model.optimizer.variables, self._start, strict=True):
            variable.assign(value)
        options = {"batch_size": self._change.get("batch_size", 32), "epochs": self._epochs, "verbose": 0}
        start = time.perf_counter()
        if self._change.get("engine") == "keras":
            model.fit(*self._train, **options)
        else:
            fit(model, *self._train, seed=seed, **options)
        seconds = time.perf_counter() - start

        def accuracy(part: Any) -> float:
            x, y = part
            return 100 * float(np.mean(model.predict(x, 1000, verbose=0).argmax(1) == y.argmax(1)))

        return {
            "seed": seed,
            "validation": accuracy(self._validation),
            "test": accuracy(self._test),
            "seconds": round(seconds, 1),
            "epochs": self._epochs,
            "parameters": model.count_params(),
        }


def load() -> Any:
    """Return MNIST as the tutorial's network takes it, labels one-hot."""

    def ready(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return (x.astype(np.float32) / 127.5 - 1)[..., None], np.eye(10, dtype=np.float32)[y]

    train, test = load_data("mnist")
    return ready(*train), ready(*test)


def read(file: Path) -> list[dict[str, Any]]:
    """Return the trainings that stand in `file`."""
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def show(study: str, rows: list[dict[str, Any]]) -> None:
    """Print mean, spread and n of each change, and its difference from the study's first with the standard error."""
    base: dict[int, float] = {}
    for name, change in STUDIES[study].items():
        own = [row for row in rows if row["name"] == name]
        if not own:
            continue
        if not base or (study == "data" and set(change) == {"images"}):
            base = {row["seed"]: row["validation"] for row in own}
        print(f"{name:38s} n {len(own):2d}", end="")
        for figure in ("validation", "test"):
            values = [row[figure] for row in own]
            spread = statistics.stdev(values) if len(values) > 1 else 0.0
            print(f"  {figure} {statistics.fmean(values):.3f} sd {spread:.3f}", end="")
        pairs = [row["validation"] - base[row["seed"]] for row in own if row["seed"] in base]
        if len(pairs) > 1:
            error = statistics.stdev(pairs) / len(pairs) ** 0.5
            print(f"  difference {statistics.fmean(pairs):+.3f} +- {error:.3f}", end="")
        print(f"  {own[0]['parameters']:,} parameters, {own[0]['epochs']} epochs")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", choices=STUDIES)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--out", type=Path, required=True, help="the trainings, a JSON object a line")
    parser.add_argument("--only-print", action="store_true")
    given = parser.parse_args()
    rows = read(given.out)
    done = {(row["name"], row["seed"]) for row in rows}
    data = None if given.only_print else load()
    for name, change in {} if data is None else STUDIES[given.study].items():
        left = [seed for seed in range(given.seeds) if (name, seed) not in done]
        trial = Trial(change, data) if left else None
        for seed in left:
            assert trial is not None
            row = {"name": name, **trial(seed)}
            rows.append(row)
            with given.out.open("a") as file:
                file.write(json.dumps(row) + "\n")
            print(json.dumps(row), file=sys.stderr, flush=True)
    show(given.study, rows)
    print(f"machine: {json.dumps(machine())}\nversions: {json.dumps(versions())}")


if __name__ == "__main__":
    main()
