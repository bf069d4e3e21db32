"""`convscope export`."""

from __future__ import annotations

from pathlib import Path

import click

from convscope.cli._options import NAMED_PATH, overwrite_option


@click.command()
@click.argument("source", type=NAMED_PATH, metavar="RUN|FILE", help="A run's folder, or a .keras file.")
@click.option("--out", "-o", required=True, type=NAMED_PATH, metavar="FILE.onnx", help="Where to write it.")
@click.option("--scaling", help="For a .keras file: tutorial (x/127.5-1), unit (x/255) or none.")
@overwrite_option
def export(*, source: Path, out: Path, scaling: str | None, overwrite: bool) -> None:
    """Write a network as one ONNX file.

    Raw pixels go in; probabilities and every layer's activations come out.
    """
    from convscope import _api

    print(_api.export(source, out, scaling=scaling, overwrite=overwrite))
