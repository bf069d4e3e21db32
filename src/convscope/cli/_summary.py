"""`convscope summary`."""

from __future__ import annotations

from dataclasses import asdict

import click

from convscope.cli._options import NAME, WHOLE_NUMBER, json_option
from convscope.cli._output import print_json, print_table


@click.command()
@click.argument("network", type=NAME, metavar="RECIPE|RUN|FILE", help="A recipe, a run, or a .keras file.")
@click.option("--forms", is_flag=True, help="Also how the engine computes each layer, with measured times.")
@click.option("--batch-size", type=WHOLE_NUMBER, default=32, metavar="N", help="Images a step, for --forms.")
@json_option
def summary(*, network: str, forms: bool, batch_size: int, json: bool) -> None:
    """Show a network's layers and arithmetic.

    Keras's table, and the sums of every layer's parameters and output size.
    """
    from convscope import _api

    found = _api.summarize(network, forms_at=batch_size if forms else None)
    if json:
        print_json({"layers": [layer.to_dict() for layer in found.layers], "forms": [asdict(f) for f in found.forms]})
        return
    print(found.table)
    for layer in found.layers:
        print(layer.name)
        for line in layer.lines:
            print(f"    {line}")
    if found.forms:
        print(f"\nthe engine's forms at batch size {batch_size}, microseconds a step, forward and backward;")
        print("measured each layer alone, here and now; the estimates need only put a layer's forms in order")
        print_table(
            ("layer", "form", "estimated", "measured"),
            [
                (
                    form.layer,
                    form.form,
                    f"{form.estimated:.0f}",
                    "-" if form.measured is None else f"{form.measured:.0f}",
                )
                for form in found.forms
            ],
            left=2,
        )
