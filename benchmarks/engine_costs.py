"""Print what each form of each layer costs by the cost model and on this machine, for a few small networks.

The constants of `convscope.engine._costs` were read off this table.

    python benchmarks/engine_costs.py [--batch-size 128]
"""

from __future__ import annotations

import argparse
from typing import Any

from convscope.engine import explain


def networks() -> dict[str, list[Any]]:
    """Give the layers of each network."""
    from keras import layers

    def conv(filters: int, size: int = 3) -> list[Any]:
        return [layers.Conv2D(filters, size, padding="same", activation="relu"), layers.MaxPooling2D(2)]

    last = layers.Conv2D(16, 3, padding="same", activation="relu")
    lenet = [
        *(layers.Conv2D(6, 5, padding="same", activation="tanh"), layers.AveragePooling2D(2)),
        *(layers.Conv2D(16, 5, activation="tanh"), layers.AveragePooling2D(2)),
    ]
    return {
        "tutorial": [*conv(4), *conv(8), last, layers.Flatten(), layers.Dense(784)],
        "lenet": [*lenet, layers.Flatten(), layers.Dense(120)],
        "convnet": [*conv(32), *conv(64), layers.Flatten(), layers.Dropout(0.5), layers.Dense(10)],
        "narrow": [*conv(12, 5), *conv(24), layers.Flatten(), layers.Dense(128)],
    }


def main() -> None:
    import keras

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batch-size", type=int, default=128)
    size = parser.parse_args().batch_size
    print(f"microseconds a batch of {size}, forward and backward; * is the form that fit takes")
    for name, layers in networks().items():
        model = keras.Sequential([keras.Input((28, 28, 1)), *layers])
        print(name)
        for row in explain(model, size, every_form=True):
            mark = "*" if row.chosen else " "
            print(f"  {row.kind:24s} {row.form:14s}{mark} {row.estimated:9.0f} {row.measured or 0:9.0f}")


if __name__ == "__main__":
    main()
