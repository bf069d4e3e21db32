"""The end of a training: the models saved, the test images looked at once, the figures written down."""

from __future__ import annotations

import dataclasses
import time
from typing import Any

from convscope import _files, evaluation, export
from convscope.datasets import SCALINGS, Dataset
from convscope.evaluation import Evaluation
from convscope.glass import GlassModel
from convscope.runs import RunFolder
from convscope.training._checkpoint import State
from convscope.training._job import Job

_ACCURACIES = ("acc", "accuracy", "categorical_accuracy", "sparse_categorical_accuracy", "binary_accuracy")


@dataclasses.dataclass(frozen=True)
class Finished:
    """A saved run, its data, and how it did on the test images (None where the data has none)."""

    run: RunFolder
    dataset: Dataset
    evaluation: Evaluation | None


def finish(job: Job, state: State, started: float) -> Finished:
    """Save both models and `metrics.json`; the run then counts as finished.

    Args:
        job: the training; its data's test part is read here, and nowhere before.
        state: the last checkpoint's.
        started: `time.perf_counter()` at the command's start.
    """
    run, model, dataset = job.run, job.network.model, job.dataset
    with _files.whole(run.path / "model.keras") as temporary:
        model.save(temporary)
    figures = _history_figures(state)
    export.write_glass(
        model,
        run.path / "model.onnx",
        scaling=SCALINGS[job.network.choices.scaling],
        class_names=dataset.class_names,
        recipe=job.settings.recipe,
        figures={name: value for name, value in figures.items() if value is not None},
    )
    glass = GlassModel(run.glass_path)
    if figures["train_accuracy"] is None:
        figures |= _measured(glass, dataset, job.rows.validation)
    result = evaluation.evaluate(glass, dataset.x_test, dataset.y_test) if len(dataset.x_test) else None
    start, stop = job.rows.validation
    run.write_metrics(
        {
            "recipe": job.settings.recipe,
            "parameters": model.count_params(),
            "epochs": state.epoch,
            **figures,
            "test_accuracy": None if result is None else result.accuracy,
            "test_accuracy_interval": None if result is None else list(result.interval),
            "train_images": len(dataset.x_train) - (stop - start),
            "validation_images": stop - start,
            "test_images": len(dataset.x_test),
            "train_seconds": round(state.seconds, 3),
            "total_seconds": round(time.perf_counter() - started, 3),
            "seed": job.settings.seed,
        }
    )
    return Finished(run, dataset, result)


def _history_figures(state: State) -> dict[str, Any]:
    """Return the last epoch's figures, as Keras printed them (training accuracy: over the epoch, dropout on)."""
    last = {name: values[-1] for name, values in state.history.items() if values}
    accuracy = next((name for name in _ACCURACIES if name in last), None)
    return {
        "train_accuracy": last.get(accuracy) if accuracy else None,
        "validation_accuracy": last.get(f"val_{accuracy}") if accuracy else None,
        "train_loss": last.get("loss"),
        "validation_loss": last.get("val_loss"),
    }


def _measured(glass: GlassModel, dataset: Dataset, validation: tuple[int, int]) -> dict[str, Any]:
    """Return the two accuracies of a network that was compiled without that metric."""
    start, stop = validation
    parts = {"train_accuracy": slice(0, start), "validation_accuracy": slice(start, stop)}
    return {
        name: evaluation.evaluate(glass, dataset.x_train[part], dataset.y_train[part]).accuracy
        for name, part in parts.items()
        if len(dataset.x_train[part])
    }
