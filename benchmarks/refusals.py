"""How much of what is no digit is refused, at which price: the curve by which the reader's threshold was set.

    python benchmarks/refusals.py --model RUN [--pages 60] [--seed 0] [--json]

Pages are composed of MNIST's training part, without marks and with letters and scribbles among the digits; no
page of the tests and no photograph is in it.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from convscope import datasets
from convscope._errors import ConvscopeError
from convscope.reading import Reader
from convscope.reading.compose import compose_page, random_style

if TYPE_CHECKING:
    from convscope.reading import Digit
    from convscope.reading.compose import Page

MARKS = (0.0, 0.3, 0.7)
THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def is_on_a_digit(digit: Digit, page: Page) -> bool:
    """Tell whether what was read lies on one of the page's digits."""
    box = digit.box
    x, y = page.centres[:, 0], page.centres[:, 1]
    inside = (x >= box.left) & (x <= box.left + box.width) & (y >= box.top) & (y <= box.top + box.height)
    return bool(inside.any())


def probabilities(reader: Reader, pages: int, marks: float, seed: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Return the probabilities of what was read on digits and on marks, and how many digits there were."""
    mnist = datasets.load("mnist")
    on_digits: list[float] = []
    on_marks: list[float] = []
    count = 0
    for number in range(pages):
        rng = np.random.default_rng([seed, number])
        style = replace(random_style(rng), marks=marks)
        rows = rng.integers(0, len(mnist.x_train), int(rng.integers(2 * style.lines, 8 * style.lines + 1)))
        page = compose_page(np.asarray(mnist.x_train[np.sort(rows)])[..., 0], mnist.y_train[np.sort(rows)], style, rng)
        count += len(page.centres)
        for digit in reader.read(page.pixels).digits:
            (on_digits if is_on_a_digit(digit, page) else on_marks).append(digit.probability)
    return np.array(on_digits), np.array(on_marks), count


def main() -> int:
    """Read the pages and print the curve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="a run's folder or an ONNX file")
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    try:
        reader = Reader(arguments.model, min_confidence=0.0)
    except ConvscopeError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    curve = []
    for marks in MARKS:
        on_digits, on_marks, count = probabilities(reader, arguments.pages, marks, arguments.seed)
        for threshold in THRESHOLDS:
            kept = float((on_digits >= threshold).sum() / count)
            refused = float((on_marks < threshold).mean()) if len(on_marks) else None
            curve.append((marks, threshold, kept, refused))
    names = ("marks", "threshold", "digits_kept", "marks_refused")
    if arguments.json:
        print(json.dumps([dict(zip(names, row, strict=True)) for row in curve]))
        return 0
    print("  ".join(f"{name:>13}" for name in names))
    for row in curve:
        print("  ".join(f"{'-' if value is None else format(value, '.3f'):>13}" for value in row))
    return 0


if __name__ == "__main__":
    sys.exit(main())
