"""Measures a network on labelled images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from convscope._types import Confusion, Labels, Probabilities
from convscope.evaluation._calibration import calibrate
from convscope.evaluation._evaluation import ClassScore, Evaluation, Mistake
from convscope.evaluation._inputs import ask, check_labels
from convscope.evaluation._wilson import wilson_interval

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convscope.evaluation._predictor import Predictor

_SUM_TOLERANCE = 1e-3


def evaluate(model: Predictor, images: npt.NDArray[Any], labels: npt.NDArray[Any]) -> Evaluation:
    """Ask the network for every image and measure its answers.

    Args:
        model: a glass model.
        images: raw pixels, uint8 `(n, height, width, channels)`.
        labels: true classes, integers `(n,)`, each in 0..k-1.

    Raises:
        InputError: images, labels and network do not belong together.
    """
    names = tuple(model.info.class_names)
    truth = check_labels(images, labels, len(names))
    return score(ask(model, images), truth, names)


def score(probabilities: Probabilities, labels: Labels, class_names: tuple[str, ...]) -> Evaluation:
    """Measure answers that are already there.

    Args:
        probabilities: one row an image; the largest entry is the answer, the first of equals wins.
        labels: true classes, each in 0..k-1.
        class_names: the k classes.
    """
    truth = labels.astype(np.int64)
    predicted = probabilities.argmax(axis=1).astype(np.int64)
    n, classes = probabilities.shape
    confusion = np.bincount(truth * classes + predicted, minlength=classes * classes).reshape(classes, classes)
    right = int(np.trace(confusion))
    per_class = _class_scores(confusion.astype(np.int64), class_names)
    honest = _are_probabilities(probabilities)
    sureness = probabilities[np.arange(n), predicted]
    of_truth = probabilities[np.arange(n), truth]
    return Evaluation(
        n=n,
        right=right,
        accuracy=right / n,
        interval=wilson_interval(right, n),
        class_names=class_names,
        per_class=per_class,
        macro={
            "precision": _mean(row.precision for row in per_class),
            "recall": _mean(row.recall for row in per_class),
            "f1": _mean(row.f1 for row in per_class),
        },
        confusion=confusion.astype(np.int64),
        calibration=calibrate(sureness, predicted == truth) if honest else None,
        nll=_negative_log_likelihood(of_truth) if honest else None,
        mistakes=_mistakes(probabilities, truth, predicted),
        labels=truth,
        predicted=predicted,
    )


def _are_probabilities(rows: Probabilities) -> bool:
    within = rows.min() >= -_SUM_TOLERANCE and rows.max() <= 1 + _SUM_TOLERANCE
    return bool(within and np.abs(rows.sum(axis=1, dtype=np.float64) - 1).max() <= _SUM_TOLERANCE)


def _negative_log_likelihood(of_truth: npt.NDArray[np.float32]) -> float:
    # The smallest float32 stands for 0, whose logarithm JSON could not hold.
    smallest = float(np.finfo(np.float32).tiny)
    return max(0.0, float(-np.log(np.maximum(of_truth.astype(np.float64), smallest)).mean()))


def _class_scores(confusion: Confusion, names: tuple[str, ...]) -> tuple[ClassScore, ...]:
    scores = []
    for index, name in enumerate(names):
        hits = int(confusion[index, index])
        true, taken = int(confusion[index].sum()), int(confusion[:, index].sum())
        scores.append(
            ClassScore(name, true, taken, _ratio(hits, taken), _ratio(hits, true), _ratio(2 * hits, true + taken))
        )
    return tuple(scores)


def _mistakes(probabilities: Probabilities, truth: Labels, predicted: Labels) -> tuple[Mistake, ...]:
    wrong = np.flatnonzero(predicted != truth)
    sureness = probabilities[wrong, predicted[wrong]]
    ordered = wrong[np.argsort(-sureness, kind="stable")]
    return tuple(
        Mistake(
            index=int(index),
            true=int(truth[index]),
            predicted=int(predicted[index]),
            probability=float(probabilities[index, predicted[index]]),
            truth_probability=float(probabilities[index, truth[index]]),
        )
        for index in ordered
    )


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
