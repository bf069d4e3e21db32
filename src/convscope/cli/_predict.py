"""`convscope predict`."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer

from convscope.cli._options import Json, Overwrite, RunArgument
from convscope.cli._output import percent, print_json, print_table


def predict(
    run: RunArgument,
    pictures: Annotated[list[Path], typer.Argument(metavar="PICTURE...", help="Pictures of one thing each.")],
    show: Annotated[
        Path | None, typer.Option(metavar="OUT.png", help="Write how the pictures were prepared, as a picture.")
    ] = None,
    overwrite: Overwrite = False,
    json: Json = False,
    csv_: Annotated[bool, typer.Option("--csv", help="Print a row a picture.")] = False,
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
