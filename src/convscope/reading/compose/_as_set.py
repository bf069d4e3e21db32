"""One digit as composed pages set it, without the page: MNIST's own hands, some pen, some camera."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope._types import Picture
from convscope.reading.compose._camera import taken_legibly
from convscope.reading.compose._glyph import digit_ink
from convscope.reading.compose._style import random_style
from convscope.reading.form import to_digit_form

if TYPE_CHECKING:
    import numpy as np

    from convscope.reading.compose._examples import Source

SHAPE = (28, 28, 1)


def digit_as_set(source: Source, rng: np.random.Generator) -> tuple[Picture, int]:
    """Return a digit in MNIST's form, (28, 28, 1), and which it is."""
    row = int(rng.integers(len(source.images)))
    ink = digit_ink(source.images[row], random_style(rng), rng)
    return to_digit_form(taken_legibly(ink > ink.max() / 2, rng), SHAPE), int(source.labels[row])
