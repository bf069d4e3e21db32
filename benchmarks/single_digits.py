"""Digits of MNIST's test part, each alone on composed paper: how many of them `Reader.read(..., single=True)` reads.

    python benchmarks/single_digits.py [--model RUN] [--count 2000] [--seed 0] [--sheet failures.png] [--json]

Nothing was set on these pages: no network learned from the digits, no threshold was chosen by them. Each page has a
style of its own (`reading.compose.random_style`) with one line and one digit; the rows of the test part are drawn
without repetition. Printed: accuracy with a 95 % interval (Wilson), pages of which nothing was read, because no ink was
found or what was found is too unlike a digit (refused), digits marked doubtful, and the same by kind of paper;
`--sheet` draws the failures.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from contact_sheet import Tile, check_sheet, contact_sheet
from convscope import datasets
from convscope._errors import ConvscopeError, InputError
from convscope.evaluation import wilson_interval
from convscope.reading import Reader
from convscope.reading.compose import Style, compose_page, random_style

if TYPE_CHECKING:
    from convscope.reading import Digit

CELL, COLUMNS = 170, 10
RULED = {"lines": "with lines", "squares": "with squares"}


@dataclass(frozen=True)
class Shown:
    """A page of one digit and what was read on it.

    Args:
        row: the digit's row in MNIST's test part.
        label: which digit it is.
        paper: the kind of paper.
        pixels: the page.
        digit: what was read; None if nothing was found, or only what is refused as no digit.
    """

    row: int
    label: str
    paper: str
    pixels: np.ndarray
    digit: Digit | None

    @property
    def right(self) -> bool:
        """Whether the digit was read as what it is."""
        return self.digit is not None and self.digit.digit == self.label


def paper_of(style: Style) -> str:
    """Name the kind of paper; one name a page, what is hardest about it first."""
    if style.ruling != "none":
        return RULED[style.ruling]
    if not style.noise:
        return "paint program, light on dark" if style.light_on_dark else "paint program"
    if style.light_on_dark:
        return "blackboard"
    return "paper on a table" if style.table else "plain paper"


def read_digits(reader: Reader, count: int, seed: int) -> list[Shown]:
    """Compose and read `count` pages.

    Raises:
        InputError: the test part has fewer digits.
    """
    mnist = datasets.load("mnist")
    images, labels = np.asarray(mnist.x_test)[..., 0], np.asarray(mnist.y_test)
    if not 0 < count <= len(images):
        raise InputError(f"count must be within 1..{len(images)}", found=count, todo="try 2000")
    found = []
    for number, row in enumerate(np.random.default_rng(seed).permutation(len(images))[:count]):
        rng = np.random.default_rng([seed, number])
        style = replace(random_style(rng), lines=1)
        page = compose_page(images[row : row + 1], labels[row : row + 1], style, rng)
        digits = reader.read(page.pixels, single=True).digits
        found.append(Shown(int(row), page.text, paper_of(style), page.pixels, digits[0] if digits else None))
    return found


def figures(pages: list[Shown]) -> dict[str, Any]:
    """Count what was read rightly, refused, and doubtful."""
    right, n = sum(page.right for page in pages), len(pages)
    low, high = wilson_interval(right, n)
    doubtful = [page for page in pages if page.digit is not None and page.digit.doubtful]
    return {
        "digits": n,
        "right": right,
        "accuracy": round(right / n, 4),
        "from": round(low, 4),
        "to": round(high, 4),
        "refused": sum(page.digit is None for page in pages),
        "doubtful": len(doubtful),
        "doubtful_and_wrong": sum(not page.right for page in doubtful),
    }


def tile(page: Shown) -> Tile:
    """Show a page that was misread, with its paper, what it shows and what was read."""
    said = "nothing" if page.digit is None else f"{page.digit.digit} ({page.digit.probability:.0%})"
    return Tile(Image.fromarray(page.pixels), page.paper, f"row {page.row}: {page.label} read {said}")


def main() -> int:
    """Compose, read, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="a run's folder or an ONNX file; by default the shipped network")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sheet", type=Path, help="write the failures as one picture")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    try:
        check_sheet(arguments.sheet)
        pages = read_digits(Reader(arguments.model), arguments.count, arguments.seed)
    except ConvscopeError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    kinds = sorted({page.paper for page in pages})
    groups = {
        "all": pages,
        "all without ruling": [page for page in pages if page.paper not in RULED.values()],
        **{kind: [page for page in pages if page.paper == kind] for kind in kinds},
    }
    table = {name: figures(group) for name, group in groups.items() if group}
    if arguments.json:
        print(json.dumps(table))
    else:
        print(" " * 28, *(f"{name:>18}" for name in table["all"]))
        for kind, counts in table.items():
            print(f"{kind:28}", *(f"{value:>18}" for value in counts.values()))
    if arguments.sheet:
        contact_sheet([tile(page) for page in pages if not page.right], CELL, COLUMNS).save(arguments.sheet)
    return 0


if __name__ == "__main__":
    sys.exit(main())
