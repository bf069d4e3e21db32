"""Pictures: composed pages, and those that a command drew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from convscope import datasets
from convscope.reading.compose import Page, Style, compose_page


def composed(seed: int) -> Page:
    mnist, rng = datasets.load("mnist"), np.random.default_rng(seed)
    rows = np.sort(rng.integers(0, 2000, 8))
    return compose_page(np.asarray(mnist.x_test[rows])[..., 0], mnist.y_test[rows], Style(lines=2), rng)


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture)
