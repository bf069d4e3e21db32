"""A real run of a tiny network, evaluated, with its report."""

import os
from types import SimpleNamespace

import numpy as np
import pytest

from convscope import evaluation
from convscope.datasets import SCALINGS, Dataset
from convscope.evaluation.report import write_report
from convscope.glass import GlassModel
from convscope.runs import RunFolder

NAMES = ("left", "<script>alert(1)</script>\n\x07")
HISTORY = {
    "loss": [0.5, 0.3, 0.2, 0.1],
    "val_loss": [0.4, 0.3, 0.35, 0.4],
    "acc": [0.6, 0.7, 0.8, 0.9],
    "val_acc": [0.7] * 4,
}


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """Give a finished run of an untrained network 12 x 12 -> 2 classes, its data, evaluation and robustness."""
    os.environ.setdefault("KERAS_BACKEND", "jax")
    import keras

    from convscope import export

    keras.utils.set_random_seed(3)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((12, 12, 1)),
            layers.Conv2D(4, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(8, 3, padding="same", activation="tanh"),
            layers.Flatten(),
            layers.Dropout(0.2),
            layers.Dense(20, activation="relu"),
            layers.Dense(2, activation="softmax"),
        ]
    )
    run = RunFolder(tmp_path_factory.mktemp("runs") / "tiny-1")
    run.path.mkdir()
    export.write_glass(
        model, run.path / "model.onnx", scaling=SCALINGS["tutorial"], class_names=NAMES, recipe="tiny", figures={}
    )
    lines: list[str] = []
    model.summary(print_fn=lambda text, **_: lines.append(text))
    run.write_summary("\n".join(lines))
    run.write_history(HISTORY)
    run.write_config(
        {
            "convscope": "0",
            "recipe": "tiny",
            "settings": {"data": "mnist", "resize": None, "limit": None, "seed": 3, "engine": "xla"},
            "command": "convscope train --recipe tiny --seed 3",
            "data": {"name": "mnist", "source": "a & b", "train_images": 20, "test_images": 60, "sha256": "0" * 64},
            "validation_rows": [16, 20],
            "versions": {"python": "3"},
            "machine": {"cores": 2},
            "choices": {"epochs": 4},
        }
    )
    run.write_metrics({"parameters": 1434, "train_accuracy": 0.9, "validation_accuracy": 0.7, "epochs": 4, "seed": 3})
    random = np.random.default_rng(0)
    images, labels = random.integers(0, 256, (80, 12, 12, 1), dtype=np.uint8), random.integers(0, 2, 80)
    dataset = Dataset("mnist", images[:20], labels[:20], images[20:], labels[20:], NAMES, "a & b")
    glass = GlassModel(run.glass_path)
    result = evaluation.evaluate(glass, dataset.x_test, dataset.y_test)
    curves = evaluation.robustness(glass, dataset.x_test, dataset.y_test, limit=10)
    path = write_report(run, dataset, evaluation=result, robustness=curves)
    return SimpleNamespace(run=run, dataset=dataset, glass=glass, result=result, curves=curves, path=path)
