"""`convscope read`."""

from __future__ import annotations

import contextlib
import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from convscope.cli._options import PROBABILITY, model_option, overwrite_drawings_option, single_option
from convscope.cli._output import print_json_line, say_drawn, say_left_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convscope.reading import Reading

_ALONE = "; --single is for one digit alone"


@click.command()
@click.argument(
    "pictures",
    nargs=-1,
    required=True,
    metavar="PICTURE|FOLDER|-...",
    help="Pictures, folders (their files that end like pictures, in .jpg, .png, .pdf and so on, without what was drawn "
    "before), or - for standard input.",
)
@model_option
@click.option("--json", is_flag=True, help="Print one JSON object a picture, each on a line.")
@click.option("--csv", "csv_", is_flag=True, help="Print a row a digit.")
@click.option(
    "--annotate",
    metavar="OUT",
    help="Draw what was read: a picture file, or a folder/ (for several, always); 600 to 1,600 pixels on its longer "
    "side, whatever the picture has.",
)
@click.option(
    "--min-confidence", type=PROBABILITY, metavar="P", help="Refuse digits less likely than this, from 0 to 1."
)
@single_option
@overwrite_drawings_option
def read(
    *,
    pictures: tuple[str, ...],
    model: Path | None,
    json: bool,
    csv_: bool,
    annotate: str | None,  # a path would lose the / at its end
    min_confidence: float | None,
    single: bool,
    overwrite: bool,
) -> None:
    """Read the handwritten digits on pictures.

    Prints the lines of digits; a ? stands after a doubtful one. A picture that cannot be read is one line on
    standard error and exit code 2; the others are read all the same.
    """
    from convscope._errors import ConvscopeError, InputError
    from convscope.reading import Reader, batch

    if json and csv_:
        raise InputError("the answer has one form", found="--json and --csv", todo="leave one of them out")
    found = batch.find_pictures(pictures, say_left_out)
    code = 0
    with contextlib.ExitStack() as at_the_end:
        writer = None if annotate is None else batch.Annotated(annotate, found, overwrite=overwrite, tell=say_drawn)
        if writer is not None:
            at_the_end.callback(writer.close)
        reader = Reader(model, min_confidence=min_confidence)
        printer = _Printer(
            "json" if json else "csv" if csv_ else "text",
            several=len(found) > 1,
            single=single,
            drawn=writer is not None,
        )
        for reading in batch.read_pictures(reader, found, single=single):
            try:
                if isinstance(reading, ConvscopeError):
                    raise reading
                printer.show(reading)
                if writer is not None:
                    writer.write(reading)
            except ConvscopeError as error:
                print(f"convscope: {error}", file=sys.stderr)
                code = max(code, error.exit_code)
    if code:
        raise Exit(code)


class _Printer:
    """Prints readings as they come.

    Args:
        form: "text", "json" or "csv".
        several: whether lines of text need their picture's name.
        single: whether each picture was said to show one digit.
        drawn: whether a picture is written of each.
    """

    def __init__(self, form: str, *, several: bool, single: bool, drawn: bool) -> None:
        from convscope.reading import batch

        self._form, self._several, self._single, self._drawn = form, several, single, drawn
        self._explained = False
        self._csv = csv.writer(sys.stdout, lineterminator="\n")
        if form == "csv":
            self._csv.writerow(batch.COLUMNS)

    def show(self, reading: Reading) -> None:
        """Print one reading."""
        from convscope.reading import batch

        if self._form == "json":
            print_json_line(reading.to_dict())
        elif self._form == "csv":
            self._csv.writerows(batch.csv_rows(reading))
        else:
            prefix = f"{batch.title(reading)}: " if self._several or reading.page is not None else ""
            for line in batch.marked_lines(reading):
                print(prefix + line)
            if not self._explained and not reading.several and any(digit.doubtful for digit in reading.digits):
                self._explained = True
                print(f"{batch.DOUBT} stands after a digit that the network is unsure of", file=sys.stderr)
        sys.stdout.flush()
        for words in self._remarks(reading):
            print(f"{batch.title(reading)}: {words}", file=sys.stderr)

    def _remarks(self, reading: Reading) -> Iterator[str]:
        """Give what the digits alone do not say."""
        from convscope.reading import SEVERAL, UNLIKE, UNSURE

        if reading.several:
            yield f"{SEVERAL}; without --single they are read one by one"
        # Beside digits, specks and dots are no news.
        refused = [one for one in reading.refused if not reading.digits or one.reason in (UNLIKE, UNSURE)]
        words = self._refused(len(refused))
        if not reading.digits:
            # A mark alone may be the one digit of its picture.
            yield "; ".join(["no digits found", *words]) + (_ALONE if len(refused) == 1 and not self._single else "")
        elif self._form == "text":
            yield from words
            # So may a digit alone, of which the networks are less sure than among others.
            if len(reading.digits) == 1 and reading.digits[0].doubtful and not refused and not self._single:
                yield "the only digit is doubtful" + _ALONE

    def _refused(self, count: int) -> list[str]:
        """Say how many marks were refused, and where they are seen."""
        if not count:
            return []
        where = "" if self._drawn else f", --annotate draws {'it' if count == 1 else 'them'}"
        return [f"{count} mark{'' if count == 1 else 's'} refused{where}"]
