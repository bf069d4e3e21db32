"""`convscope predict`."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click

from convscope.cli._options import json_option, overwrite_option, run_argument
from convscope.cli._output import percent, print_json, print_table


@click.command()
@run_argument
@click.argument(
    "pictures", nargs=-1, required=True, type=Path, metavar="PICTURE...", help="Pictures of one thing each."
)
@click.option("--show", type=Path, metavar="OUT.png", help="Write how the pictures were prepared, as a picture.")
@overwrite_option
@json_option
@click.option("--csv", "csv_", is_flag=True, help="Print a row a picture.")
def predict(
    *, run: Path, pictures: tuple[Path, ...], show: Path | None, overwrite: bool, json: bool, csv_: bool
) -> None:
    """Say what is in pictures of one thing.

    What the run's network makes of them, and how they were prepared for it.
    """
    from convscope import _files, reading
    from convscope._api import Run
    from convscope._errors import InputError

    if json and csv_:
        raise InputError("the answer has one form", found="--json and --csv", todo="leave one of them out")
    if show is not None:
        _files.check_new(show, overwrite=overwrite)
    opened = Run(run)
    predictions = reading.predict_pictures(opened.glass, pictures, form=opened.picture_form)
    if show is not None:
        reading.write_film_strips(predictions, show)
    if json:
        print_json({"predictions": [prediction.to_dict() for prediction in predictions]})
    elif csv_:
        rows = [prediction.to_row() for prediction in predictions]
        writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    else:
        print_table(
            ("picture", "is", "probability", "else", "probability"),
            [
                (p.file, p.name or "-", percent(p.probability), p.second or "-", percent(p.second_probability))
                for p in predictions
            ],
        )
        for prediction in predictions:
            print(f"{prediction.file}: {prediction.words}", file=sys.stderr)
    for prediction in predictions:
        if prediction.prepared.several:
            print(f"{prediction.file}: {reading.SEVERAL}", file=sys.stderr)
