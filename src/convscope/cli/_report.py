"""`convscope report`."""

from __future__ import annotations

from typing import Annotated

import typer

from convscope.cli._options import RunArgument


def report(
    run: RunArgument,
    robustness: Annotated[
        bool, typer.Option("--robustness/--no-robustness", help="Measure and draw it too (some seconds).")
    ] = True,
    language: Annotated[str, typer.Option(metavar="en|zh", help="The report's language.")] = "en",
) -> None:
    """Draw a run's pictures and its report.

    The report is one page, complete in itself, that can be printed.
    """
    from convscope._api import Run

    print(Run(run).report(robustness=robustness, language=language))
