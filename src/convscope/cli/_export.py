"""`convscope export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from convscope.cli._options import Overwrite


def export(
    source: Annotated[Path, typer.Argument(metavar="RUN|FILE", help="A run's folder, or a .keras file.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE.onnx", help="Where to write it.")],
    scaling: Annotated[
        str | None, typer.Option(help="For a .keras file: tutorial (x/127.5-1), unit (x/255) or none.")
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Write a network as one ONNX file.

    Raw pixels go in; probabilities and every layer's activations come out.
    """
    from convscope import _api

    print(_api.export(source, out, scaling=scaling, overwrite=overwrite))
