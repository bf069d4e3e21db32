"""Train the shipped reader's networks and write them into the package; `make reader` fetches the fonts before it.

    python scripts/fetch_fonts.py --out FOLDER
    python scripts/make_reader.py --fonts FOLDER [--count 870000] [--epochs 12] [--seed 0] [--out DIR] [--examples FILE]

One network with eleven classes learns digits in many hands, digits as composed pages have them, and ink that is no
digit; digits and other ink count the same. Of it two files are made:
`judge.onnx`, all eleven classes, and `digits.onnx`, the ten digits. Both are calibrated with a temperature that is
set on the validation part (MNIST's training rows from 50,000 on, fonts that were not learned from). Printed is
what the first table of the networks' card, `pretrained/README.md`, says; MNIST's test part is read once, at the end.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from convscope import datasets, engine, export, recipes
from convscope._files import write_bytes
from convscope.reading.compose import OTHER, learning_digits, learning_examples

TARGET = Path(__file__).parents[1] / "src/convscope/pretrained"
VALIDATION = 20_000
FEWEST = 100
RENDERED, ON_PAGES = 0.23, 0.2
"""Shares of the examples that are MNIST's digits as composed pages have them; half of the rest are no digits."""
DIGITS = tuple("0123456789")
KEPT = (0.999, 0.99, 0.98, 0.95)


def train(x: np.ndarray, y: np.ndarray, held: tuple[np.ndarray, np.ndarray], epochs: int, seed: int) -> Any:
    """Return the trained network of eleven classes."""
    recipe = recipes.get_recipe("reader")
    choices = recipe.choices.changed({"epochs": epochs})
    steps = epochs * -(-len(x) // choices.batch_size)
    model = recipe.build((28, 28, 1), OTHER + 1, choices, steps, seed=seed)
    (learner,) = recipe.learners(model)
    scale, (held_x, held_y) = np.float32(255), held
    other = float((y == OTHER).mean())
    # Digits and other ink count the same, however many of each there are.
    weights = {**dict.fromkeys(range(OTHER), 0.5 / (1 - other)), OTHER: 0.5 / other}
    engine.fit(
        learner,
        x / scale,
        datasets.one_hot(y, OTHER + 1),
        batch_size=choices.batch_size,
        epochs=epochs,
        seed=seed,
        class_weight=weights,
        validation_data=(held_x / scale, datasets.one_hot(held_y, OTHER + 1)),
        verbose=2,
    )
    return model


def temperature(logits: np.ndarray, y: np.ndarray) -> float:
    """Return the temperature under which the labels are likeliest."""
    grid = np.exp(np.linspace(np.log(0.4), np.log(3), 120))
    return float(grid[int(np.argmin([_surprise(logits / value, y) for value in grid]))])


def _surprise(logits: np.ndarray, y: np.ndarray) -> float:
    high = logits.max(axis=1, keepdims=True)
    total = np.log(np.exp(logits - high).sum(axis=1)) + high[:, 0]
    return float((total - logits[np.arange(len(y)), y]).mean())


def ended(model: Any, classes: int, degree: float) -> Any:
    """Return the network with its first `classes` classes, its logits divided by the temperature `degree`."""
    import keras

    kernel, bias = model.layers[-1].get_weights()
    last = keras.layers.Dense(classes, activation="softmax", name=model.layers[-1].name)
    result = keras.Sequential([keras.Input((28, 28, 1)), *model.layers[:-1], last], name=model.name)
    last.set_weights([kernel[:, :classes] / degree, bias[:classes] / degree])
    return result


def figures(model: Any, x: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """Return how well an eleven-class network does on the validation part."""
    shares = model.predict(x / np.float32(255), batch_size=500, verbose=0)
    digit = y != OTHER
    likeness = 1 - shares[:, OTHER]
    result = {
        "validation_right": float((shares.argmax(axis=1) == y).mean()),
        "validation_digits_right": float((shares[digit, :OTHER].argmax(axis=1) == y[digit]).mean()),
    }
    ordered = np.sort(likeness[digit])
    for kept in KEPT:
        threshold = float(ordered[int((1 - kept) * len(ordered))])
        result[f"threshold_at_{kept:g}"] = threshold
        result[f"others_refused_at_{kept:g}"] = float((likeness[~digit] < threshold).mean())
    return result


def write(model: Any, name: str, classes: tuple[str, ...], facts: dict[str, float], out: Path) -> None:
    """Write one glass model."""
    data = export.to_glass(
        model, scaling=datasets.SCALINGS["unit"], class_names=classes, recipe="reader", figures=facts
    )
    write_bytes(out / f"{name}.onnx", data)
    print(f"{name}.onnx: {len(data) / 1e3:.0f} kB")


def main() -> int:
    """Compose, train, calibrate, report, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--count", type=int, default=870_000)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=TARGET)
    parser.add_argument("--examples", type=Path, help="an .npz file to keep the examples in, or to take them from")
    arguments = parser.parse_args()
    if arguments.count < FEWEST:
        parser.error(f"--count must be at least {FEWEST}; found {arguments.count}")
    start = time.perf_counter()
    x, y, x_held, y_held = _examples(arguments)
    print(f"{len(x)} and {len(x_held)} examples after {time.perf_counter() - start:.0f} s", flush=True)
    model = train(x, y, (x_held, y_held), arguments.epochs, arguments.seed)
    held = x_held / np.float32(255)
    logits = np.log(np.maximum(model.predict(held, batch_size=500, verbose=0), 1e-30))
    digit = y_held != OTHER
    degree = {"judge": temperature(logits, y_held), "digits": temperature(logits[digit, :OTHER], y_held[digit])}
    judge = ended(model, OTHER + 1, degree["judge"])
    facts = figures(judge, x_held, y_held)
    print(json.dumps({"temperature": degree, **facts}, indent=1))
    arguments.out.mkdir(parents=True, exist_ok=True)
    write(judge, "judge", (*DIGITS, "other"), facts, arguments.out)
    right = {"validation_digits_right": facts["validation_digits_right"]}
    digits = ended(model, OTHER, degree["digits"])
    write(digits, "digits", DIGITS, right, arguments.out)
    mnist = datasets.load("mnist")
    said = digits.predict(np.asarray(mnist.x_test) / np.float32(255), batch_size=500, verbose=0).argmax(axis=1)
    print(f"MNIST's test part: {float((said == mnist.y_test).mean()):.4f} right")
    print(f"{time.perf_counter() - start:.0f} s in all")
    return 0


def _examples(arguments: argparse.Namespace) -> list[np.ndarray]:
    """Take the examples from their file, or make them."""
    file = arguments.examples
    if file is not None and file.is_file():
        with np.load(file) as kept:
            return [kept[name] for name in ("x", "y", "x_held", "y_held")]
    rendered, on_pages = (round(share * arguments.count) for share in (RENDERED, ON_PAGES))
    made = (
        learning_examples(
            arguments.fonts, arguments.count - rendered - on_pages, 0.5, arguments.seed, validation=False
        ),
        learning_digits(rendered, arguments.seed, on_pages=False),
        learning_digits(on_pages, arguments.seed, on_pages=True),
    )
    x, y = (np.concatenate(parts) for parts in zip(*made, strict=True))
    x_held, y_held = learning_examples(arguments.fonts, VALIDATION, 0.5, arguments.seed, validation=True)
    if file is not None:
        np.savez(file, x=x, y=y, x_held=x_held, y_held=y_held)
    return [x, y, x_held, y_held]


if __name__ == "__main__":
    sys.exit(main())
