"""Measure a reader on a folder of labelled pictures.

    python benchmarks/photos.py --folder DIR [--model RUN] [--sheet failures.png] [--json]

DIR holds `labels.csv` (file, text: digits left to right, `|` between lines, empty where there is no digit) and the
pictures in folders by kind: `lines/`, `singles/` (one digit each), `negatives/` (none). The pictures are measured
on, never learned from: no threshold is set by them.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw, ImageFont

from convscope._errors import ConvscopeError, InputError
from convscope.reading import Reader

if TYPE_CHECKING:
    from convscope.reading import Reading

CELL, COLUMNS, CAPTION = 380, 4, 44


@dataclass(frozen=True)
class Result:
    """What was read on one picture."""

    file: str
    kind: str
    wanted: str
    got: str
    seconds: float
    reading: Reading

    @property
    def edits(self) -> int:
        """The edits between the digits wanted and those read, lines disregarded."""
        return edits(self.wanted.replace("|", ""), self.got.replace("|", ""))


def edits(left: str, right: str) -> int:
    """Return the Levenshtein distance."""
    row = list(range(len(right) + 1))
    for number, a in enumerate(left, 1):
        before, row[0] = row[0], number
        for column, b in enumerate(right, 1):
            before, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, before + (a != b))
    return row[-1]


def measure(folder: Path, reader: Reader) -> list[Result]:
    """Read every labelled picture of `folder`."""
    table = folder / "labels.csv"
    if not table.is_file():
        raise InputError("the folder must hold labels.csv", found="none", todo="see the top of this file", file=folder)
    results = []
    with table.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            kind = row["file"].partition("/")[0]
            start = time.perf_counter()
            reading = reader.read(folder / row["file"], single=kind == "singles")
            seconds = time.perf_counter() - start
            results.append(Result(row["file"], kind, row["text"], reading.text.replace("\n", "|"), seconds, reading))
    return results


def summary(results: list[Result]) -> dict[str, Any]:
    """Return the figures by kind."""
    lines = [result for result in results if result.kind == "lines"]
    singles = [result for result in results if result.kind == "singles"]
    negatives = [result for result in results if result.kind == "negatives"]
    digits = sum(len(result.wanted.replace("|", "")) for result in lines)
    seconds = sorted(result.seconds for result in results)
    return {
        "line_pictures": len(lines),
        "line_pictures_wholly_right": sum(result.got == result.wanted for result in lines),
        "digits": digits,
        "digits_right": round(1 - sum(result.edits for result in lines) / max(digits, 1), 4),
        "singles": len(singles),
        "singles_right": sum(result.got == result.wanted for result in singles),
        "negatives": len(negatives),
        "false_digits_in_negatives": sum(len(result.reading.digits) for result in negatives),
        "seconds_median": round(seconds[len(seconds) // 2], 3),
        "seconds_most": round(seconds[-1], 3),
    }


def contact_sheet(failures: list[Result]) -> Image.Image:
    """Draw the annotated pictures that were misread, each with what was wanted and what was read."""
    rows = -(-len(failures) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * CELL, max(1, rows) * (CELL + CAPTION)), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(14)
    for number, result in enumerate(failures):
        left, top = number % COLUMNS * CELL, number // COLUMNS * (CELL + CAPTION)
        picture = result.reading.annotate()
        picture.thumbnail((CELL - 10, CELL - 10))
        sheet.paste(picture, (left + 5, top + CAPTION))
        draw.text((left + 5, top + 4), result.file[-48:], "#1a1a1a", font)
        draw.text((left + 5, top + 22), f"{result.wanted or '-'} read {result.got or '-'}"[:52], "#b03a2e", font)
    return sheet


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--model", help="a run's folder or an ONNX file")
    parser.add_argument("--sheet", type=Path, help="write the failures as one picture")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    try:
        results = measure(arguments.folder, Reader(arguments.model))
    except ConvscopeError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    failures = [result for result in results if result.got != result.wanted]
    for result in failures:
        print(f"{result.file}: {result.wanted or '-'} read {result.got or '-'}", file=sys.stderr)
    figures = summary(results)
    print(json.dumps(figures) if arguments.json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
    if arguments.sheet:
        contact_sheet(failures).save(arguments.sheet)
    return 0


if __name__ == "__main__":
    sys.exit(main())
