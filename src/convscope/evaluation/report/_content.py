"""What the report says, in words: the template only sets it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convscope.evaluation._history import accuracy_name
from convscope.evaluation._numerals import percent
from convscope.evaluation._overfitting import measure_gap
from convscope.evaluation._reference import reference_accuracy
from convscope.evaluation.report import _format as write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from convscope.evaluation._evaluation import Evaluation
    from convscope.evaluation._robustness_curve import RobustnessCurve
    from convscope.evaluation.report._pictures import Seen

_MOST_PAIRS = 5


def headline(said: dict[str, Any], evaluation: Evaluation, metrics: Mapping[str, Any]) -> dict[str, Any]:
    """Give the result, what it means, and the run's figures."""
    words, unknown = said["headline"], said["none"]
    low, high = evaluation.interval
    return {
        "accuracy": percent(evaluation.accuracy),
        "share": words["share"].format(
            n=f"{evaluation.n:,}", right=f"{evaluation.right:,}", wrong=f"{evaluation.n - evaluation.right:,}"
        ),
        "interval": words["interval"].format(low=percent(low), high=percent(high)),
        "figures": [
            (words["parameters"], write.count(metrics.get("parameters"), unknown)),
            (words["training"], write.share(metrics.get("train_accuracy"), unknown)),
            (words["validation"], write.share(metrics.get("validation_accuracy"), unknown)),
            (words["epochs"], write.count(metrics.get("epochs"), unknown)),
            (words["seconds"], write.seconds(said, metrics.get("train_seconds"), unknown)),
            (words["seed"], str(metrics.get("seed", unknown))),
        ],
    }


def learning(said: dict[str, Any], history: Mapping[str, Sequence[float]], data: str) -> list[str]:
    """Name the gap between training and validation, and how far the tutorial's mark is."""
    words = said["learning"]
    gap = measure_gap(history)
    name = accuracy_name(history)
    if gap is None:
        return [words["no_validation"]]
    if gap.opens_after is None:
        sentences = [words["closed"].format(best=gap.best_epoch, epochs=len(history["loss"]))]
    else:
        sentences = [words["opened"].format(epoch=gap.opens_after, rise=percent(gap.rise, 0))]
    if name is not None and gap.accuracy is not None:
        training, validation = history[name][-1], history[f"val_{name}"][-1]
        side = words["above"] if validation > training else words["below"]
        last = {"training": percent(training), "validation": percent(validation)}
        sentences.append(words["last"].format(**last, points=write.points(gap.accuracy), side=side))
        reference = reference_accuracy(data)
        if reference is not None:
            key = "reference_above" if validation >= reference else "reference_below"
            points = write.points(validation - reference)
            sentences.append(words[key].format(reference=percent(reference), points=points))
        if validation > training:
            sentences.append(words["dropout"])
    return sentences


def confusion(said: dict[str, Any], evaluation: Evaluation) -> str:
    """Name the commonest confusions."""
    words = said["confusion"]
    wrong = evaluation.confusion.copy()
    np.fill_diagonal(wrong, 0)
    order = np.argsort(-wrong, axis=None, kind="stable")[:_MOST_PAIRS]
    pairs = [divmod(int(place), len(wrong)) for place in order]
    names = evaluation.class_names
    listed = [
        words["pair"].format(true=write.name(names[row], 24), predicted=write.name(names[column], 24), count=count)
        for row, column in pairs
        if (count := int(wrong[row, column]))
    ]
    return str(words["most"].format(list=said["comma"].join(listed)) if listed else words["none"])


def classes(said: dict[str, Any], evaluation: Evaluation) -> list[tuple[str, ...]]:
    """Give the per-class table's rows, the mean last."""
    none = said["none"]
    rows: list[tuple[str, ...]] = [
        (
            write.name(row.name, 40),
            f"{row.n:,}",
            write.share(row.precision, none),
            write.share(row.recall, none),
            write.share(row.f1, none),
        )
        for row in evaluation.per_class
    ]
    means = (write.share(evaluation.macro[key], none) for key in ("precision", "recall", "f1"))
    return [*rows, (said["classes"]["mean"], f"{evaluation.n:,}", *means)]


def robustness(said: dict[str, Any], curves: Sequence[RobustnessCurve]) -> list[tuple[str, str, str]]:
    """Give a row a distortion: what it may be without harm, and the worst."""
    words = said["robustness"]
    rows = []
    for curve in curves:
        low, high = curve.harmless()
        span = words["range"].format(low=write.number(low), high=write.number(high)) if low < high else said["none"]
        worst = words["at"].format(accuracy=percent(curve.worst.accuracy, 1), value=write.number(curve.worst.value))
        rows.append((words.get(curve.name, curve.name), span, worst))
    return rows


def sample(said: dict[str, Any], evaluation: Evaluation, seen: Seen) -> list[str]:
    """Say which picture passes through the layers, and whether all of them are shown."""
    words, one = said["maps"], seen.sample
    name = evaluation.class_names[int(evaluation.labels[one.index])]
    sentences = [words["text"].format(index=f"{one.index:,}", name=write.name(name, 40))]
    if len(one.activations) < one.layers:
        sentences.append(words["shown"].format(count=one.layers, shown=len(one.activations)))
    return sentences
