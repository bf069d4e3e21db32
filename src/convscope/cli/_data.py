"""`convscope data`."""

from __future__ import annotations

from pathlib import Path

import click

from convscope.cli._options import NAMED_PATH, json_option, overwrite_option, resize_option
from convscope.cli._output import print_json, print_table


@click.group()
def data() -> None:
    """Look at data sets."""


@data.command()
@click.argument("source", metavar="NAME|PATH", help="mnist, a folder of images, a .npz, IDX files.")
@resize_option
@click.option("--sheet", type=NAMED_PATH, metavar="OUT.png", help="Write a contact sheet: some images of every class.")
@overwrite_option
@json_option
def info(*, source: str, resize: tuple[int, int] | None, sheet: Path | None, overwrite: bool, json: bool) -> None:
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
