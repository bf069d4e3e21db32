"""How much of what is no digit is refused, and at which price.

    python benchmarks/refusals.py [--model RUN] [--fonts FOLDER] [--glyphs 6000] [--pages 60] [--seed 0] [--json]

Three tables. One glyph at a time: how many letters, doodles and pieces of digits the judge refuses when it keeps a
share of the digits. Whole pages: how many digits and marks are read at each threshold. Pictures without digits
(bare paper, a text, doodles, scenes): how many false digits are read on one. Digits are MNIST's training
rows from 50,000 on, letters those of the fonts in FOLDER (`scripts/fetch_fonts.py`) that were not learned from; no
page of the tests and no photograph is in it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from convscope._errors import ConvscopeError
from convscope.reading import Reader
from convscope.reading.compose import (
    NEGATIVES,
    Source,
    compose_negative,
    compose_source_page,
    digit_image,
    digits_in,
    learning_source,
    other_mask,
    random_style,
)
from convscope.reading.compose._camera import taken
from convscope.reading.compose._letters import written
from convscope.reading.compose._marks import random_mark
from convscope.reading.form import to_digit_form
from convscope.reading.judge import SHAPE, digit_likeness

if TYPE_CHECKING:
    from convscope.reading._arrays import Mask

MARKS = (0.0, 0.3, 0.7)
THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
KEPT = (0.999, 0.995, 0.99, 0.98, 0.95, 0.9)


def glyph_curve(source: Source, count: int, seed: int) -> list[dict[str, Any]]:
    """Return, for each share of digits kept, the share of each kind of other ink that is refused."""
    rng = np.random.default_rng(seed)
    digits = np.sort(digit_likeness(np.stack([digit_image(source, rng)[0] for _ in range(count)])))
    kinds: dict[str, Callable[[np.random.Generator], Mask]] = {"doodles": random_mark}
    if source.faces:
        kinds["letters"] = partial(written, source.faces)
    kinds["all"] = partial(other_mask, source)
    likeness = {
        kind: digit_likeness(np.stack([to_digit_form(taken(draw(rng), rng), SHAPE) for _ in range(count)]))
        for kind, draw in kinds.items()
    }
    curve = []
    for kept in KEPT:
        threshold = float(digits[int((1 - kept) * count)])
        refused = {f"{kind}_refused": round(float((likeness[kind] < threshold).mean()), 4) for kind in kinds}
        curve.append({"digits_kept": kept, "likeness": round(threshold, 4), **refused})
    return curve


def page_curve(reader: Reader, source: Source, pages: int, marks: float, seed: int) -> list[dict[str, Any]]:
    """Return, for each threshold, the share of digits kept and of marks refused."""
    on_digits: list[float] = []
    on_marks: list[float] = []
    digits = 0
    for number in range(pages):
        rng = np.random.default_rng([seed, number])
        style = replace(random_style(rng), marks=marks)
        page = compose_source_page(source, style, rng)
        digits += len(page.centres)
        for digit in reader.read(page.pixels).digits:
            on_one = len(digits_in(page, digit.box.to_list())) > 0
            (on_digits if on_one else on_marks).append(digit.probability)
    curve = []
    for threshold in THRESHOLDS:
        kept = round(float((np.array(on_digits) >= threshold).sum() / digits), 4)
        false = round(float((np.array(on_marks) >= threshold).sum() / pages), 2)
        curve.append({"marks": marks, "threshold": threshold, "digits_kept": kept, "false_digits_a_page": false})
    return curve


def false_digits(reader: Reader, source: Source, pictures: int, seed: int) -> list[dict[str, Any]]:
    """Return how many digits are read on pictures that hold none, by kind."""
    table = []
    for number, kind in enumerate(NEGATIVES):
        counts = []
        for picture in range(pictures):
            rng = np.random.default_rng([seed, number, picture])
            counts.append(len(reader.read(compose_negative(kind, random_style(rng), rng, source.faces)).digits))
        clean = round(float((np.array(counts) == 0).mean()), 3)
        table.append({"kind": kind, "pictures": pictures, "without_false_digits": clean, "false_digits": sum(counts)})
    return table


def show(rows: list[dict[str, Any]]) -> None:
    """Print rows as a table."""
    print("  ".join(f"{name:>19}" for name in rows[0]))
    for row in rows:
        print("  ".join(f"{value:>19}" for value in row.values()))


def main() -> int:
    """Judge glyphs, read pages, print the curves."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="a run's folder or an ONNX file; by default the shipped network")
    parser.add_argument("--fonts", type=Path)
    parser.add_argument("--glyphs", type=int, default=6000)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    try:
        reader = Reader(arguments.model, min_confidence=0.0)
    except ConvscopeError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    source = learning_source(arguments.fonts, validation=True)
    glyphs = glyph_curve(source, arguments.glyphs, arguments.seed)
    false = false_digits(Reader(arguments.model), source, arguments.pages, arguments.seed)
    pages = [row for marks in MARKS for row in page_curve(reader, source, arguments.pages, marks, arguments.seed)]
    if arguments.json:
        print(json.dumps({"glyphs": glyphs, "pages": pages, "negatives": false}))
    else:
        show(glyphs)
        show(pages)
        show(false)
    return 0


if __name__ == "__main__":
    sys.exit(main())
