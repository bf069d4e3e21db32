"""Measure a reader on a folder of labelled pictures.

    python benchmarks/photos.py --folder DIR [--model RUN] [--sheet failures.png] [--json]

What DIR must hold is said in `labelled.py`. The pictures are measured on, never learned from: no threshold is set by
them. `recognisers.py` lets other recognisers read the same folder.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contact_sheet import Tile, check_sheet, contact_sheet
from convscope._errors import ConvscopeError
from convscope.reading import Reader
from labelled import Answer, Labelled, answer, in_words, labelled, marks_of_doubt, right_places, summary

if TYPE_CHECKING:
    from convscope.reading import Reading

CELL, COLUMNS = 380, 4


def measure(folder: Path, reader: Reader) -> list[tuple[Answer, Reading]]:
    """Read every labelled picture of `folder`."""
    readings: list[Reading] = []

    def read(file: Path, picture: Labelled) -> str:
        readings.append(reader.read(file, single=picture.single))
        return readings[-1].text

    answers = [answer(folder, picture, read) for picture in labelled(folder)]
    return list(zip(answers, readings, strict=True))


def false_digits_a_picture(figures: dict[str, Any]) -> dict[str, Any]:
    """Return the false digits of each kind of picture as a mean; None where there is none of a kind."""
    counts = {"lines": figures["line_pictures"], "singles": figures["singles"], "negatives": figures["negatives"]}
    return {
        f"false_digits_a_picture_in_{kind}": round(figures[f"false_digits_in_{kind}"] / count, 3) if count else None
        for kind, count in counts.items()
    }


def doubt(results: list[tuple[Answer, Reading]]) -> dict[str, int]:
    """Count the marks of doubt on the digits that were read, wrong and right."""
    return marks_of_doubt(
        (right, digit.doubtful)
        for one, reading in results
        for right, digit in zip(right_places(one.picture.wanted, one.got), reading.digits, strict=True)
    )


def tile(one: Answer, reading: Reading) -> Tile:
    """Show an annotated picture that was misread."""
    return Tile(reading.annotate(), one.picture.file, f"{one.picture.wanted or '-'} read {one.got or '-'}")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--model", help="a run's folder or an ONNX file")
    parser.add_argument("--sheet", type=Path, help="write the failures as one picture")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    try:
        check_sheet(arguments.sheet)
        results = measure(arguments.folder, Reader(arguments.model))
    except ConvscopeError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    failures = [(one, reading) for one, reading in results if not one.right]
    for one, _ in failures:
        print(f"{one.picture.file}: {one.picture.wanted or '-'} read {one.got or '-'}", file=sys.stderr)
    figures = summary([one for one, _ in results])
    figures |= false_digits_a_picture(figures)
    marks = doubt(results)
    if arguments.json:
        print(json.dumps({**figures, **marks}))
    else:
        print("\n".join(f"{name}: {value}" for name, value in figures.items()))
        print(in_words(marks))
    if arguments.sheet:
        contact_sheet([tile(*failure) for failure in failures], CELL, COLUMNS).save(arguments.sheet)
    return 0


if __name__ == "__main__":
    sys.exit(main())
