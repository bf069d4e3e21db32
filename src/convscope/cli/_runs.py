"""`convscope runs`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from convscope.cli._options import Json
from convscope.cli._output import percent, print_json, print_table


def runs(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that holds the runs.")] = Path("runs"),
    json: Json = False,
) -> None:
    """List the runs that are there."""
    from convscope.runs import comparison_rows, list_runs

    rows = comparison_rows(list_runs(folder))
    if json:
        print_json({"runs": rows})
        return
    print_table(
        ("run", "recipe", "epochs", "parameters", "training", "validation", "test", "seconds"),
        [
            (
                row["run"],
                str(row["recipe"]),
                str(row["epochs"]) if row["finished"] else f"{row['epochs']} (unfinished)",
                "-" if row["parameters"] is None else f"{row['parameters']:,}",
                percent(row["train_accuracy"]),
                percent(row["validation_accuracy"]),
                percent(row["test_accuracy"]),
                "-" if row["train_seconds"] is None else f"{row['train_seconds']:.1f}",
            )
            for row in rows
        ],
        left=2,
    )
