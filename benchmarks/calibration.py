"""Do the reader's probabilities keep what they promise? Measured on composed pages that nothing was learned from.

    python benchmarks/calibration.py [--model RUN] [--fonts FOLDER] [--pages 150] [--seed 1] [--part held|test]
                                     [--figures FOLDER] [--json]

A digit that was read counts as right if it lies on a digit of the page and is that digit. Pages hold digits of
MNIST's training rows from 50,000 on (`held`, on which temperatures are set) or of its test part (`test`, on which
nothing is set), three pages in ten with letters and doodles among them. `--figures` draws the reliability diagram.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from convscope import datasets
from convscope._errors import ConvscopeError
from convscope.evaluation import calibrate, figures
from convscope.reading import Reader
from convscope.reading.compose import compose_mixed_page, learning_source, read_right


def read_pages(reader: Reader, fonts: Path | None, pages: int, seed: int, part: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the probability of each digit that was read, and whether it is right."""
    source = learning_source(fonts, validation=True)
    if part == "test":
        mnist = datasets.load("mnist")
        source = replace(source, images=np.asarray(mnist.x_test)[..., 0], labels=np.asarray(mnist.y_test))
    sure, right = [], []
    for number in range(pages):
        page = compose_mixed_page(source, np.random.default_rng([seed, number]))
        for digit in reader.read(page.pixels).digits:
            sure.append(digit.probability)
            right.append(read_right(page, digit.digit, digit.box.to_list()))
    return np.array(sure), np.array(right, bool)


def main() -> int:
    """Read, measure, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="a run's folder or an ONNX file; by default the shipped network")
    parser.add_argument("--fonts", type=Path)
    parser.add_argument("--pages", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", choices=("held", "test"), default="test")
    parser.add_argument("--figures", type=Path)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    try:
        reader = Reader(arguments.model)
    except ConvscopeError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    sure, right = read_pages(reader, arguments.fonts, arguments.pages, arguments.seed, arguments.part)
    result = calibrate(sure, right)
    facts = {
        "digits_read": len(sure),
        "right": round(float(right.mean()), 4),
        "mean_probability": round(float(sure.mean()), 4),
        "expected_calibration_error": round(result.error, 4),
    }
    print(json.dumps(facts) if arguments.json else "\n".join(f"{name}: {value}" for name, value in facts.items()))
    if arguments.figures:
        for language, ending in (("en", ".png"), ("zh", ".zh.png")):
            data = figures.figure_bytes(figures.draw_reliability(result, language=language))
            (arguments.figures / f"reader-reliability{ending}").write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
