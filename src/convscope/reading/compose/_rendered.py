"""One digit as composed pages render it, without the page: MNIST's own hands, some pen, some camera."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope._types import Picture
from convscope.reading.compose._camera import taken_legibly
from convscope.reading.compose._glyph import digit_ink
from convscope.reading.compose._style import random_style
from convscope.reading.form import to_digit_form
from convscope.reading.judge import SHAPE

if TYPE_CHECKING:
    import numpy as np

    from convscope.reading.compose._examples import Source


def rendered_digit(source: Source, rng: np.random.Generator) -> tuple[Picture, int]:
    """Return a digit in MNIST's form, (28, 28, 1), and which it is.

    Args:
        source: its images are the digits.
        rng: draws which, its pen and the camera.
    """
    row = int(rng.integers(len(source.images)))
    ink = digit_ink(source.images[row], random_style(rng), rng)
    return to_digit_form(taken_legibly(ink > ink.max() / 2, rng), SHAPE), int(source.labels[row])
