"""`convscope summary`."""

from __future__ import annotations

from typing import Annotated

import typer

from convscope.cli._options import Json
from convscope.cli._output import print_json


def summary(
    network: Annotated[str, typer.Argument(metavar="RECIPE|RUN|FILE", help="A recipe, a run, or a .keras file.")],
    json: Json = False,
) -> None:
    """Show a network's layers and arithmetic.

    Keras's table, and the sums of every layer's parameters and output size.
    """
    from convscope import _api

    table, layers = _api.summarize(network)
    if json:
        print_json({"layers": [layer.to_dict() for layer in layers]})
        return
    print(table)
    for layer in layers:
        print(layer.name)
        for line in layer.lines:
            print(f"    {line}")
