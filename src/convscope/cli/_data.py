"""`convscope data`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from convscope.cli._options import Json, Overwrite, Resize, help_without_verb
from convscope.cli._output import print_json, print_table

app = typer.Typer(help="Look at data sets.", invoke_without_command=True)


@app.callback()
def _verbs(context: typer.Context) -> None:
    """Look at data sets."""
    help_without_verb(context)


@app.command()
def info(
    source: Annotated[str, typer.Argument(metavar="NAME|PATH", help="mnist, a folder of images, a .npz, IDX files.")],
    resize: Resize = None,
    sheet: Annotated[
        Path | None, typer.Option(metavar="OUT.png", help="Write a contact sheet: some images of every class.")
    ] = None,
    overwrite: Overwrite = False,
    json: Json = False,
) -> None:
    """Show what a data set holds.

    Images a class, sizes, and what looks wrong with it.
    """
    from convscope import _files, datasets
    from convscope._errors import times

    if sheet is not None:
        _files.check_new(sheet, overwrite=overwrite)
    dataset = datasets.load(source, resize=resize)
    described = datasets.describe(dataset)
    if sheet is not None:
        datasets.write_contact_sheet(dataset, sheet)
    if json:
        print_json(described.to_dict())
        return
    print(f"{described.name}  {described.source}")
    print(f"  images  {times(described.shape)} (height, width, channels), {described.dtype}")
    print(f"  pixels  {described.low} to {described.high}\n")
    print_table(
        ("class", "training", "test"),
        [
            *((c.name, str(c.train), str(c.test)) for c in described.classes),
            ("all", str(described.train), str(described.test)),
        ],
    )
    for warning in described.warnings:
        print(f"  note: {warning}")
    if sheet is not None:
        print(f"\nsheet  {sheet}")
