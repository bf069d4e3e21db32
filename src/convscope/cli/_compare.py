"""`convscope compare`."""

from __future__ import annotations

from pathlib import Path

import click

from convscope.cli._options import NAMED_PATH, data_option, json_option, overwrite_option, resize_option
from convscope.cli._output import interval, percent, print_json, print_table


@click.command()
@click.argument(
    "runs", nargs=-1, required=True, type=NAMED_PATH, metavar="RUN RUN...", help="Two or more runs' folders."
)
@data_option
@resize_option
@click.option("--picture", type=NAMED_PATH, metavar="OUT.png", help="Draw the comparison too.")
@overwrite_option
@json_option
def compare(
    *,
    runs: tuple[Path, ...],
    data: str | None,
    resize: tuple[int, int] | None,
    picture: Path | None,
    overwrite: bool,
    json: bool,
) -> None:
    """Compare runs on the same test images.

    Accuracy, and which images each alone gets right.
    """
    from convscope import _api

    compared = _api.compare(runs, data=data, resize=resize, picture=picture, overwrite=overwrite)
    if json:
        print_json(compared.to_dict())
        return
    print_table(
        ("run", "recipe", "parameters", "seconds", "test", "95 % interval", "alone right"),
        [
            (
                row.name,
                row.facts.recipe,
                "-" if row.facts.parameters is None else f"{row.facts.parameters:,}",
                "-" if row.facts.train_seconds is None else f"{row.facts.train_seconds:.1f}",
                percent(row.accuracy),
                interval(row.interval),
                str(len(row.alone)),
            )
            for row in compared.rows
        ],
        left=2,
    )
    print(f"\n{compared.n:,} test images: {compared.all_right:,} right by all, {compared.all_wrong:,} by none")
    for pair in compared.pairs:
        print(
            f"{pair.first} alone {pair.only_first}, {pair.second} alone {pair.only_second}: "
            f"p {_probability(pair.p)} (McNemar, exact)"
        )
    if picture is not None:
        print(f"picture  {picture}")


def _probability(p: float) -> str:
    """Return "= 0.031", or "< 0.0001"."""
    return "< 0.0001" if p < 1e-4 else f"= {p:.2g}"  # noqa: PLR2004 - as tables of statistics have it
