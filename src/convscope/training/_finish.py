"""The end of a training: the models saved, the test images looked at once, the figures written down."""

from __future__ import annotations

import dataclasses
import math
import time
from typing import Any

from convscope import _files, evaluation, export
from convscope.datasets import SCALINGS, Dataset
from convscope.evaluation import Evaluation
from convscope.glass import GlassModel
from convscope.recipes import forget_own_optimizer
from convscope.runs import RunFolder, forget_replaced
from convscope.training._checkpoint import State
from convscope.training._job import Job


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
        started: `time.perf_counter()` at the command's start, less the seconds trained in earlier sittings.
    """
    run, model, dataset = job.run, job.network.model, job.dataset
    forget_own_optimizer(model)
    with _files.whole(run.path / "model.keras") as temporary:
        model.save(temporary)
    described: dict[str, Any] = {
        "scaling": SCALINGS[job.network.choices.scaling],
        "class_names": dataset.class_names,
        "recipe": job.settings.recipe,
    }
    glass = GlassModel(export.to_glass(model, **described))
    figures, result = _measure(glass, job, state)
    known = {name: value for name, value in figures.items() if isinstance(value, float)}
    export.write_glass(model, run.path / "model.onnx", **described, figures=known)
    start, stop = job.rows.validation
    run.write_metrics(
        {
            "recipe": job.settings.recipe,
            "parameters": model.count_params(),
            "epochs": state.epoch,
            **figures,
            "train_images": len(dataset.x_train) - (stop - start),
            "validation_images": stop - start,
            "test_images": len(dataset.x_test),
            "train_seconds": round(state.seconds, 3),
            "total_seconds": round(time.perf_counter() - started, 3),
            "seed": job.settings.seed,
        }
    )
    forget_replaced(run)
    return Finished(run, dataset, result)


def _measure(glass: GlassModel, job: Job, state: State) -> tuple[dict[str, Any], Evaluation | None]:
    """Return the figures, and how the network does on the test images.

    All three accuracies are the finished network's, so that they compare. Keras's figure for the training rows
    is a mean over the epoch while the network still learns, with dropout on; it is kept beside them.
    """
    data, (start, stop) = job.dataset, job.rows.validation
    train, validation, test = (
        evaluation.evaluate(glass, x, y) if len(x) else None
        for x, y in (
            (data.x_train[:start], data.y_train[:start]),
            (data.x_train[start:stop], data.y_train[start:stop]),
            (data.x_test, data.y_test),
        )
    )
    # JSON has no NaN, which a metric may be: a precision without positives, say.
    ends = {name: values[-1] for name, values in state.history.items() if values}
    last = {name: value if math.isfinite(value) else None for name, value in ends.items()}
    figures = {
        "train_accuracy": None if train is None else train.accuracy,
        "validation_accuracy": None if validation is None else validation.accuracy,
        "test_accuracy": None if test is None else test.accuracy,
        "test_accuracy_interval": None if test is None else list(test.interval),
        "last_epoch": last,
    }
    return figures, test
