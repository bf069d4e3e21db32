"""Print what each form of each layer costs by the cost model and on this machine, and whether the model chooses right.

    python benchmarks/engine_costs.py [--batch-sizes 32 128 512]

The constants of `convscope.engine._costs` were read off this table. The networks are a few small ones, and the
tutorial's with 4 to 128 filters in every convolution. At the end: of the layers that have several forms, how many are
given the one that is the fastest here, and how much longer all take than with the fastest of each.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

from convscope._machine import machine, versions
from convscope.engine import LayerForm, explain

CHANNELS = (4, 8, 16, 32, 64, 128)


def networks() -> dict[str, list[Any]]:
    """Give the layers of each network."""
    from keras import layers

    def conv(filters: int, size: int = 3) -> list[Any]:
        return [layers.Conv2D(filters, size, padding="same", activation="relu"), layers.MaxPooling2D(2)]

    def last_of(filters: int) -> Any:
        return layers.Conv2D(filters, 3, padding="same", activation="relu")

    lenet = [
        *(layers.Conv2D(6, 5, padding="same", activation="tanh"), layers.AveragePooling2D(2)),
        *(layers.Conv2D(16, 5, activation="tanh"), layers.AveragePooling2D(2)),
    ]
    return {
        "tutorial": [*conv(4), *conv(8), last_of(16), layers.Flatten(), layers.Dense(784)],
        "lenet": [*lenet, layers.Flatten(), layers.Dense(120)],
        "convnet": [*conv(32), *conv(64), layers.Flatten(), layers.Dropout(0.5), layers.Dense(10)],
        "narrow": [*conv(12, 5), *conv(24), layers.Flatten(), layers.Dense(128)],
        **{f"{count} filters": [*conv(count), *conv(count), last_of(count)] for count in CHANNELS},
    }


def judged(rows: list[LayerForm]) -> list[tuple[float, float]]:
    """Return for each layer with several forms how long the chosen and the fastest take, measured."""
    by_layer: dict[str, list[LayerForm]] = {}
    for row in rows:
        by_layer.setdefault(row.layer, []).append(row)
    return [
        (next(row.measured or 0.0 for row in forms if row.chosen), min(row.measured or 0.0 for row in forms))
        for forms in by_layer.values()
        if len(forms) > 1
    ]


def main() -> None:
    import keras

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batch-sizes", type=int, nargs="+", default=[32, 128, 512])
    for size in parser.parse_args().batch_sizes:
        print(f"microseconds a batch of {size}, forward and backward; * is the form that fit takes")
        choices = []
        for name, layers in networks().items():
            model = keras.Sequential([keras.Input((28, 28, 1)), *layers])
            print(name)
            rows = explain(model, size, every_form=True)
            choices += judged(rows)
            for row in rows:
                mark = "*" if row.chosen else " "
                print(
                    f"  {row.kind:24s} {row.form:14s}{mark} {row.estimated:9.0f} {row.measured or 0:9.0f}", flush=True
                )
        taken, least = (sum(times) for times in zip(*choices, strict=True))
        right = sum(chosen <= 1.05 * fastest for chosen, fastest in choices)
        print(f"batch {size}: {right} of {len(choices)} choices within 5 % of the fastest; in all {taken / least:.3f}")
    print(f"machine: {json.dumps(machine())}\nversions: {json.dumps(versions())}")


if __name__ == "__main__":
    main()
