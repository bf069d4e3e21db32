"""`convscope report`."""

from __future__ import annotations

from pathlib import Path

import click

from convscope.cli._options import run_argument


@click.command()
@run_argument
@click.option("--robustness/--no-robustness", default=True, help="Measure and draw it too (some seconds).")
@click.option("--language", default="en", metavar="en|zh", help="The report's language.")
def report(*, run: Path, robustness: bool, language: str) -> None:
    """Draw a run's pictures and its report.

    The report is one page, complete in itself, that can be printed.
    """
    from convscope._api import Run

    print(Run(run).report(robustness=robustness, language=language))
