"""`convscope runs`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from click.exceptions import Exit

from convscope._errors import one_line
from convscope.cli._options import NAMED_PATH, json_option
from convscope.cli._output import percent, print_json, print_table


@click.command()
@click.argument(
    "folder", type=NAMED_PATH, default="runs", metavar="[DIR]", help="The folder that holds the runs.  [default: runs]"
)
@json_option
def runs(*, folder: Path, json: bool) -> None:
    """List the runs that are there.

    A damaged one is a line on standard error, and exit code 2. That there are none is said there too, and no error.
    """
    from convscope._errors import InputError
    from convscope.runs import comparison_rows, list_runs

    rows, code = [], 0
    for run in list_runs(folder):
        try:
            rows += comparison_rows([run])
        except InputError as error:
            print(f"convscope: {error}", file=sys.stderr)
            code = error.exit_code
    if json and (rows or not code):
        print_json({"runs": rows})
    elif rows:
        _print_table(rows)
    elif not code:
        print(f"{one_line(folder)}: no runs found; convscope train makes one", file=sys.stderr)
    if code:
        raise Exit(code)


def _print_table(rows: list[dict[str, Any]]) -> None:
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
