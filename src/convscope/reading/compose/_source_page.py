"""A page of digits of a source, drawn at random, with the source's other ink as marks."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from convscope.reading.compose._examples import other_mask
from convscope.reading.compose._page import compose_page
from convscope.reading.compose._style import random_style

if TYPE_CHECKING:
    import numpy as np

    from convscope.reading.compose._examples import Source
    from convscope.reading.compose._page import Page
    from convscope.reading.compose._style import Style

_MARKED, _MARKS = 0.3, 0.3


def compose_mixed_page(source: Source, rng: np.random.Generator) -> Page:
    """Compose a page of any style; three in ten have letters and doodles among the digits."""
    style = random_style(rng)
    return compose_source_page(source, replace(style, marks=_MARKS if rng.random() < _MARKED else 0.0), rng)


def compose_source_page(source: Source, style: Style, rng: np.random.Generator) -> Page:
    """Compose a page of two to eight digits a line.

    Args:
        source: its images are the digits, its fonts and doodles the marks; pieces of digits are none.
        style: what the page is like.
        rng: draws everything that the style leaves open.
    """
    rows = rng.integers(0, len(source.images), int(rng.integers(2 * style.lines, 8 * style.lines + 1)))
    others = partial(other_mask, source, fragments=False)
    return compose_page(source.images[rows], source.labels[rows], style, rng, others=others)
