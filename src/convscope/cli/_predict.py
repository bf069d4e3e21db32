"""`convscope predict`."""

from __future__ import annotations

import csv
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from convscope._errors import one_line
from convscope.cli._options import NAMED_PATH, json_option, overwrite_drawings_option, run_argument
from convscope.cli._output import percent, print_json, print_table, say_drawn, say_left_out

if TYPE_CHECKING:
    from convscope.reading import Prediction


@click.command()
@run_argument
@click.argument(
    "pictures",
    nargs=-1,
    required=True,
    metavar="PICTURE|FOLDER|-...",
    help="Pictures of one thing each, folders (their files that end like pictures, in .jpg, .png, .pdf and so on, "
    "without what was drawn before), or - for standard input; of a PDF or TIFF the first page, of an animation the "
    "first frame.",
)
@click.option("--show", type=NAMED_PATH, metavar="OUT.png", help="Write how the pictures were prepared, as a picture.")
@overwrite_drawings_option
@json_option
@click.option("--csv", "csv_", is_flag=True, help="Print a row a picture.")
def predict(
    *, run: Path, pictures: tuple[str, ...], show: Path | None, overwrite: bool, json: bool, csv_: bool
) -> None:
    """Say what is in pictures of one thing.

    What the run's network makes of them, and how they were prepared for it. A picture that cannot be read is one line
    on standard error and exit code 2; the others are predicted all the same.
    """
    from convscope import reading
    from convscope._api import Run
    from convscope._errors import ConvscopeError, InputError
    from convscope.reading import batch

    if json and csv_:
        raise InputError("the answer has one form", found="--json and --csv", todo="leave one of them out")
    meant = batch.find_pictures(pictures, say_left_out)
    if show is not None:
        sources = [item.source for item in meant]
        reading.check_picture_name(reading.check_may_draw(show, sources, overwrite=overwrite))
    opened = Run(run)
    predictions, code = [], 0
    for found in batch.predict_files(opened.glass, meant, opened.picture_form):
        if isinstance(found, ConvscopeError):
            print(f"convscope: {found}", file=sys.stderr)
            code = max(code, found.exit_code)
        else:
            predictions.append(found if show is not None else _without_steps(found))
    if predictions:
        if show is not None:
            reading.write_film_strips(predictions, show)
            say_drawn(show)
        _print(predictions, "json" if json else "csv" if csv_ else "text")
    if code:
        raise Exit(code)


def _without_steps(prediction: Prediction) -> Prediction:
    """Return a prediction without the pictures of its preparation: those of a folder of photographs fill the memory."""
    return replace(prediction, prepared=replace(prediction.prepared, steps=()))


def _print(predictions: list[Prediction], form: str) -> None:
    """Print what the pictures show, and how they were prepared."""
    from convscope.reading import SEVERAL

    if form == "json":
        print_json({"predictions": [prediction.to_dict() for prediction in predictions]})
    elif form == "csv":
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
        said = prediction.words if form == "text" else prediction.taken
        for words in (said, SEVERAL if prediction.prepared.several else ""):
            if words:
                print(f"{one_line(prediction.file)}: {words}", file=sys.stderr)
