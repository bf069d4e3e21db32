"""Find how sure the reader should say it is, on composed pages that nothing was learned from; follows make_reader.py.

    python scripts/calibrate_reader.py --fonts FOLDER [--pages 150] [--seed 2] [--write]

Of every digit that is read: how likely the networks find it, and whether it is right (three pages in ten have letters
and doodles among the digits). Fitted is a logistic curve in the log odds; `--write` puts its slope
and shift into `pretrained/reader.json`. `benchmarks/calibration.py` measures what comes of it, on other pages.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from convscope.pretrained import SETTINGS
from convscope.pretrained._settings import change_settings
from convscope.reading import Reader
from convscope.reading.compose import compose_mixed_page, learning_source, read_right

STEPS = 30
LEAST = 1e-6


def read_pages(fonts: Path, pages: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the log odds that the networks give each digit that is read, and whether it is right."""
    source, reader = learning_source(fonts, validation=True), Reader()
    odds, right = [], []
    for number in range(pages):
        page = compose_mixed_page(source, np.random.default_rng([seed, number]))
        for digit in reader.read(page.pixels).digits:
            sure = min(max(digit.probability, LEAST), 1 - LEAST)
            odds.append((np.log(sure / (1 - sure)) - SETTINGS.shift) / SETTINGS.slope)
            right.append(read_right(page, digit.digit, digit.box.to_list()))
    return np.array(odds), np.array(right, float)


def fitted(odds: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Return slope and shift of the likeliest logistic curve (Newton's method)."""
    x, weights = np.column_stack([odds, np.ones_like(odds)]), np.array([1.0, 0.0])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-x @ weights))
        curvature = x.T @ (x * (chance * (1 - chance))[:, None]) + 1e-6 * np.eye(2)
        weights = weights + np.linalg.solve(curvature, x.T @ (right - chance))
    return float(weights[0]), float(weights[1])


def main() -> int:
    """Read, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=150)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="into the package")
    arguments = parser.parse_args()
    odds, right = read_pages(arguments.fonts, arguments.pages, arguments.seed)
    slope, shift = fitted(odds, right)
    print(f"{len(odds)} digits read on {arguments.pages} pages, {right.mean():.4f} right")
    print(f"slope {slope:.2f}, shift {shift:.2f}")
    if arguments.write:
        change_settings(slope=round(slope, 2), shift=round(shift, 2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
