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
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from convscope._errors import ConvscopeError
from convscope.reading import Reader
from labelled import Answer, Labelled, answer, labelled, summary

if TYPE_CHECKING:
    from convscope.reading import Reading

CELL, COLUMNS, CAPTION = 380, 4, 44


def measure(folder: Path, reader: Reader) -> list[tuple[Answer, Reading]]:
    """Read every labelled picture of `folder`."""
    readings: list[Reading] = []

    def read(file: Path, picture: Labelled) -> str:
        readings.append(reader.read(file, single=picture.single))
        return readings[-1].text

    answers = [answer(folder, picture, read) for picture in labelled(folder)]
    return list(zip(answers, readings, strict=True))


def contact_sheet(failures: list[tuple[Answer, Reading]]) -> Image.Image:
    """Draw the annotated pictures that were misread, each with what was wanted and what was read."""
    rows = -(-len(failures) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * CELL, max(1, rows) * (CELL + CAPTION)), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(14)
    for number, (one, reading) in enumerate(failures):
        left, top = number % COLUMNS * CELL, number // COLUMNS * (CELL + CAPTION)
        picture = reading.annotate()
        picture.thumbnail((CELL - 10, CELL - 10))
        sheet.paste(picture, (left + 5, top + CAPTION))
        draw.text((left + 5, top + 4), one.picture.file[-48:], "#1a1a1a", font)
        draw.text((left + 5, top + 22), f"{one.picture.wanted or '-'} read {one.got or '-'}"[:52], "#b03a2e", font)
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
    failures = [(one, reading) for one, reading in results if not one.right]
    for one, _ in failures:
        print(f"{one.picture.file}: {one.picture.wanted or '-'} read {one.got or '-'}", file=sys.stderr)
    figures = summary([one for one, _ in results])
    print(json.dumps(figures) if arguments.json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
    if arguments.sheet:
        contact_sheet(failures).save(arguments.sheet)
    return 0


if __name__ == "__main__":
    sys.exit(main())
