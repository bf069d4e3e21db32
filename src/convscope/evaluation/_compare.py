"""Compares several networks on the same images."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from convscope._errors import InputError
from convscope._types import Labels
from convscope.evaluation._mcnemar import mcnemar_exact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from convscope.evaluation._evaluation import Evaluation
    from convscope.runs import RunFolder


@dataclass(frozen=True)
class RunFacts:
    """What a comparison tells of a run besides its answers; None or "" where it is not known."""

    recipe: str = ""
    parameters: int | None = None
    train_seconds: float | None = None
    epochs: int | None = None

    @classmethod
    def of(cls, run: RunFolder) -> RunFacts:
        """Read what a run's folder says; an unfinished run leaves gaps."""
        metrics = run.metrics
        parameters, seconds = metrics.get("parameters"), metrics.get("train_seconds")
        return cls(
            recipe=str(run.config.get("recipe") or ""),
            parameters=None if parameters is None else int(parameters),
            train_seconds=None if seconds is None else float(seconds),
            epochs=len(next(iter(run.history.values()), ())),
        )


@dataclass(frozen=True)
class ComparisonRow:
    """One network of a comparison.

    Args:
        name: the run's name.
        facts: what is known of its training.
        n: how many images it was asked for.
        right: how many it names rightly.
        accuracy: right / n.
        interval: the 95 % Wilson interval of the accuracy.
        alone: the images that it alone gets right, by index.
    """

    name: str
    facts: RunFacts
    n: int
    right: int
    accuracy: float
    interval: tuple[float, float]
    alone: tuple[int, ...]


@dataclass(frozen=True)
class Pair:
    """Two networks against each other.

    Args:
        first: a run's name.
        second: another's.
        only_first: how many images the first gets right and the second does not.
        only_second: the other way round.
        p: McNemar's exact two-sided p-value that they are equally good.
    """

    first: str
    second: str
    only_first: int
    only_second: int
    p: float


@dataclass(frozen=True, eq=False)
class Comparison:
    """Networks side by side, in the order given.

    Args:
        n: how many images all of them were asked for.
        rows: one a network.
        pairs: every two of them.
        all_right: how many images every network gets right.
        all_wrong: how many images none gets right.
        class_names: the k classes.
        labels: the true class of every image.
    """

    n: int
    rows: tuple[ComparisonRow, ...]
    pairs: tuple[Pair, ...]
    all_right: int
    all_wrong: int
    class_names: tuple[str, ...]
    labels: Labels

    def to_dict(self) -> dict[str, Any]:
        """Give the comparison ready for JSON; `alone` becomes a count, `alone_images` the indices."""
        rows = []
        for row in self.rows:
            entry = asdict(row)
            entry.update(entry.pop("facts"))
            entry["interval"] = list(row.interval)
            entry["alone"], entry["alone_images"] = len(row.alone), list(row.alone)
            rows.append(entry)
        return {
            "n": self.n,
            "rows": rows,
            "pairs": [asdict(pair) for pair in self.pairs],
            "all_right": self.all_right,
            "all_wrong": self.all_wrong,
        }


def compare(evaluations: Mapping[str, Evaluation], facts: Mapping[str, RunFacts] | None = None) -> Comparison:
    """Compare networks that were evaluated on the same images.

    Args:
        evaluations: by the runs' names, at least two.
        facts: by the same names, what is known of each run; some or all may be missing.

    Raises:
        InputError: there are fewer than two, or they were asked for different images.
    """
    names = list(evaluations)
    if len(names) < len(("one", "another")):
        raise InputError("a comparison needs at least two runs", found=len(names), todo="name another run")
    for name in names[1:]:
        _check_same(names[0], evaluations[names[0]], name, evaluations[name])
    right = np.stack([evaluation.predicted == evaluation.labels for evaluation in evaluations.values()])
    together = right.sum(axis=0)
    known = facts or {}
    rows = [
        ComparisonRow(
            name=name,
            facts=known.get(name, RunFacts()),
            n=evaluation.n,
            right=evaluation.right,
            accuracy=evaluation.accuracy,
            interval=evaluation.interval,
            alone=tuple(int(index) for index in np.flatnonzero(right[place] & (together == 1))),
        )
        for place, (name, evaluation) in enumerate(evaluations.items())
    ]
    pairs = []
    for a, b in combinations(range(len(names)), 2):
        only_a, only_b = int((right[a] & ~right[b]).sum()), int((right[b] & ~right[a]).sum())
        pairs.append(Pair(names[a], names[b], only_a, only_b, mcnemar_exact(only_a, only_b)))
    return Comparison(
        n=right.shape[1],
        rows=tuple(rows),
        pairs=tuple(pairs),
        all_right=int((together == len(names)).sum()),
        all_wrong=int((together == 0).sum()),
        class_names=evaluations[names[0]].class_names,
        labels=evaluations[names[0]].labels,
    )


def _check_same(one: str, first: Evaluation, other: str, second: Evaluation) -> None:
    if first.n != second.n or not np.array_equal(first.labels, second.labels):
        raise InputError(
            "runs are compared on the same images",
            found=f"{first.n} images for {one} and {second.n} others for {other}",
            todo="evaluate both on the same data",
        )
