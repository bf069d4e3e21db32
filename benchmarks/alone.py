"""What thresholds of `read --single` refuse: digits alone on a picture, and other ink alone on one.

    python benchmarks/alone.py --fonts FOLDER [--count 1000] [--seed 0] [--model RUN] [--json] [--write]

So many pictures of one digit each, drawn without repetition from MNIST's training rows from 50,000 on, and as many of
other ink, half of them of a letter or a few and half of a doodle, on composed paper of every style. Letters are those
of the fonts in FOLDER (`scripts/fetch_fonts.py`) that were not learned from; no ink that looks like a digit is used.
The threshold in use is `least_alone` of `pretrained/reader.json`; printed too is what it is set by: the largest that
refuses at most three digits in a thousand; `--write` puts it there. A picture on which no ink is found is refused at
any threshold and counted by itself.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from composed_pages import page_of
from convscope._errors import ConvscopeError, InputError
from convscope.pretrained._settings import change_settings
from convscope.reading import Reader
from convscope.reading.compose import Source, compose_page, learning_source, other_mask, random_style
from convscope.reading.compose._alike import is_like_a_digit
from convscope.reading.compose._glyph import mask_ink
from convscope.reading.compose._letters import written
from convscope.reading.page._certainty import certainty

if TYPE_CHECKING:
    from convscope.reading._arrays import Mask

THRESHOLDS = (0.001, 0.003, 0.01, 0.03, 0.1)
MOST_REFUSED = 0.003
"""The share of digits that the threshold may cost."""
KINDS = ("digits", "letters", "doodles")


def letter(source: Source, rng: np.random.Generator) -> Mask:
    """Return a letter, or a few, that nobody would take for a digit."""
    mask = written(source.faces, rng)
    return letter(source, rng) if mask.sum() < 12 or is_like_a_digit(mask) else mask


def picture(kind: str, source: Source, row: int, rng: np.random.Generator) -> np.ndarray:
    """Return a picture of one thing of a kind; of digits the one in a row of the source."""
    style = replace(random_style(rng), lines=1)
    if kind == "digits":
        return compose_page(source.images[row : row + 1], source.labels[row : row + 1], style, rng).pixels
    # A source without fonts has doodles only.
    doodle = replace(source, faces=[])
    mask = letter(source, rng) if kind == "letters" else other_mask(doodle, rng, fragments=False)
    return page_of([[(mask_ink(mask, style, rng), 0.0, "")]], style, rng).pixels


def sureness(reader: Reader, source: Source, count: int, seed: int) -> dict[str, np.ndarray]:
    """Return how sure the reader is of what it reads on the pictures of each kind; NaN where it finds no ink."""
    rows = np.random.default_rng(seed).permutation(len(source.images))[:count]
    sure = {}
    for number, kind in enumerate(KINDS):
        found = []
        for index, row in enumerate(rows if kind == "digits" else rows[: count // 2]):
            shown = picture(kind, source, int(row), np.random.default_rng([seed, number, index]))
            digits = reader.read(shown, single=True).digits
            found.append(digits[0].probability if digits else np.nan)
        sure[kind] = np.array(found)
    return sure


def table_of(sure: dict[str, np.ndarray]) -> list[dict[str, Any]]:
    """Return for each threshold how many of each kind's pictures are refused by it."""
    return [
        {"threshold": least, **{f"{kind}_refused": int((sure[kind] < certainty(least)).sum()) for kind in KINDS}}
        for least in THRESHOLDS
    ]


def main() -> int:
    """Compose, read, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--count", type=int, default=1000, help="pictures of digits, and as many of other ink")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--model", help="a run's folder or an ONNX file; by default the shipped network")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", action="store_true", help="the threshold into the package")
    arguments = parser.parse_args()
    if arguments.write and arguments.model is not None:
        parser.error("--write is for what the shipped network refuses; leave --model out")
    try:
        source = learning_source(arguments.fonts, validation=True)
        if not source.faces:
            raise InputError(
                "fonts must be there", found="none", todo="run scripts/fetch_fonts.py", file=arguments.fonts
            )
        reader = Reader(arguments.model, min_confidence=0.0)
    except ConvscopeError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    sure = sureness(reader, source, arguments.count, arguments.seed)
    table, blank = table_of(sure), {kind: int(np.isnan(sure[kind]).sum()) for kind in KINDS}
    most = MOST_REFUSED * arguments.count
    picked = max((row["threshold"] for row in table if row["digits_refused"] <= most), default=None)
    if arguments.write and picked:
        change_settings(least_alone=picked)
    code = int(arguments.write and not picked)
    if code:
        print(f"nothing is written: each threshold refuses more than {most:g} digits", file=sys.stderr)
    if arguments.json:
        counts = {kind: len(found) for kind, found in sure.items()}
        print(json.dumps({"pictures": counts, "no_ink_found": blank, "table": table, "picked": picked}))
        return code
    for kind, found in sure.items():
        print(f"{len(found)} pictures of {kind}, on {blank[kind]} of them no ink found")
    for row in table:
        print("  ".join(f"{name} {value}" for name, value in row.items()))
    print(f"the largest threshold that refuses at most {most:g} digits: {picked or 'none of these'}")
    return code


if __name__ == "__main__":
    sys.exit(main())
