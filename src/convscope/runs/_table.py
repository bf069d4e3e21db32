"""Runs side by side: one row of figures a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from convscope.runs._folder import RunFolder

ROW_NAMES = (
    "run",
    "recipe",
    "epochs",
    "parameters",
    "train_accuracy",
    "validation_accuracy",
    "test_accuracy",
    "train_seconds",
)


def comparison_rows(runs: Sequence[RunFolder]) -> list[dict[str, Any]]:
    """Return one row a run, with the names of `ROW_NAMES`; None where an unfinished run has no figure yet."""
    rows = []
    for run in runs:
        metrics = run.metrics
        row = {name: metrics.get(name) for name in ROW_NAMES}
        row |= {"run": run.name, "recipe": run.config.get("recipe")}
        row["epochs"] = len(next(iter(run.history.values()), []))
        row["finished"] = run.finished
        rows.append(row)
    return rows
