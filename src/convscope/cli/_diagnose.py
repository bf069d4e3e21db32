"""`convscope diagnose`."""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convscope.cli._options import NAMED_PATH, model_option, overwrite_drawings_option, single_option
from convscope.cli._output import percent, print_json, print_table, say_drawn

if TYPE_CHECKING:
    from convscope.reading import Diagnosis

_LONGEST_STEM = 200
"""Bytes of a picture's name in that of its drawing."""


@click.command()
@click.argument(
    "picture",
    metavar="PICTURE|-",
    help="A picture of digits, or - for standard input; of a PDF or TIFF its first page.",
)
@model_option
@click.option(
    "--out",
    "-o",
    type=NAMED_PATH,
    metavar="OUT.png",
    help="Where every digit's way is drawn, of 40 at most; by default PICTURE-diagnosis.png in this folder.",
)
@single_option
@overwrite_drawings_option
@click.option("--json", is_flag=True, help="Print one JSON object; draw only with --out.")
def diagnose(*, picture: str, model: Path | None, out: Path | None, single: bool, overwrite: bool, json: bool) -> None:
    """Show why a network reads a picture as it does.

    Every digit's way from the picture to what the network sees, and what the same network says when a step is left
    out: not inverted, not scaled, not centred, thin strokes, or only shrunk, as most people try first. Light ink on
    dark is not inverted, and that row is left out. Marks that are refused as no digits are counted by reason and
    crossed out in the drawing.
    """
    from convscope import _files, reading
    from convscope.reading import batch

    if out is not None:
        reading.check_picture_name(reading.check_may_draw(out, [picture], overwrite=overwrite))
    source = batch.standard_input() if picture == batch.STDIN else picture
    diagnosis = reading.diagnose(source, model, single=single, name=picture)
    if out is None and (diagnosis.digits or diagnosis.refused) and not json:
        out = _free(_files.shortened(batch.stem_of(picture), _LONGEST_STEM))
    if diagnosis.taken:
        print(f"{diagnosis.file}: {diagnosis.taken}", file=sys.stderr)
    if out is not None:
        with _files.whole(out) as temporary:
            reading.save_marked(diagnosis.draw(), temporary)
        say_drawn(out)
    if json:
        print_json(diagnosis.to_dict())
    else:
        _show(diagnosis)


def _free(stem: str) -> Path:
    """Return a name in this folder that nothing has yet."""
    names = (
        Path(f"{stem}-diagnosis{number}.png") for number in itertools.chain([""], (f"-{n}" for n in itertools.count(2)))
    )
    return next(name for name in names if not os.path.lexists(name))


def _show(diagnosis: Diagnosis) -> None:
    """Print what each step is worth, then every digit, then what was refused."""
    digits = diagnosis.digits
    if digits:
        _show_digits(diagnosis)
    else:
        print("no digits found")
    if any(digit.prepared.several for digit in digits):
        from convscope.reading import SEVERAL

        print(f"{diagnosis.file}: {SEVERAL}; without --single each is diagnosed", file=sys.stderr)
    if diagnosis.refused:
        if digits:
            print()
        print(f"{diagnosis.refused_words}; convscope read --annotate draws them")


def _show_digits(diagnosis: Diagnosis) -> None:
    digits = diagnosis.digits
    print(f"{len(digits)} digit{'' if len(digits) == 1 else 's'}: {' '.join(diagnosis.text.split())}\n")
    print_table(
        ("preparation", "read the same", "the answer gets"),
        [(step.name, f"{step.same} of {len(digits)}", percent(step.of_the_digit)) for step in diagnosis.steps],
    )
    print("\nwhat the network says of each digit\n")
    print_table(
        [step.name for step in diagnosis.steps],
        [
            (
                _answer(digit.says, digit.probability or 0),
                *(_answer(case.says, case.probability) for case in digit.without),
            )
            for digit in digits
        ],
    )


def _answer(says: str | None, probability: float) -> str:
    """Return an answer and its probability, as wide as that of any other digit."""
    return f"{says} {100 * probability:5.1f} %"
