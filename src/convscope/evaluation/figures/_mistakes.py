"""The mistakes as pictures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convscope._types import Pixels
from convscope.evaluation._numerals import percent
from convscope.evaluation.figures._fonts import columns, legible
from convscope.evaluation.figures._pictures import show_picture
from convscope.evaluation.figures._style import MUTED, VERMILION, WIDE, bare, look, new_figure
from convscope.evaluation.figures._words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from convscope.evaluation._evaluation import Mistake

_COLUMNS = 8
_LONGEST_NAME = 12
_ONE_LINE = 11


def draw_mistakes(
    mistakes: Sequence[Mistake],
    images: Pixels,
    class_names: Sequence[str],
    *,
    limit: int = 40,
    language: str = "en",
) -> Figure:
    """Draw the first `limit` mistakes, each with its true class, what it was taken for, and how surely.

    Args:
        mistakes: in the order to show them; `Evaluation.mistakes` begins with the surest.
        images: those that were evaluated, so that a mistake's index finds its picture.
        class_names: the k names.
        limit: how many at most.
        language: "en" or "zh".
    """
    said = words(language)
    shown = list(mistakes)[:limit]
    with look():
        if not shown:
            return _none(said)
        rows = math.ceil(len(shown) / _COLUMNS)
        figure = new_figure(WIDE, 0.55 + rows * 1.52)
        grid = figure.subplots(rows, _COLUMNS, squeeze=False)
        for axes in grid.flat:
            bare(axes)
        for axes, mistake in zip(grid.flat, shown, strict=False):
            show_picture(axes, images[mistake.index])
            true, taken = (legible(class_names[label], _LONGEST_NAME) for label in (mistake.true, mistake.predicted))
            title = f"{true} → {taken}"
            size = 10
            if columns(title) > _ONE_LINE:
                title, size = f"{true}\n→ {taken}", 8
            axes.set_title(title, loc="center", pad=3, color=VERMILION, fontsize=size)
            axes.set_xlabel(percent(mistake.probability, 1), fontsize=8, color=MUTED, labelpad=2)
        key = "mistakes" if len(shown) == len(mistakes) else "mistakes shown"
        title = said[key].format(shown=len(shown), wrong=len(mistakes))
        figure.suptitle(title, x=0.01, ha="left")
    return figure


def _none(said: dict[str, str]) -> Figure:
    figure = new_figure(WIDE, 1.4)
    axes = figure.add_subplot()
    bare(axes)
    axes.text(0.5, 0.5, said["no mistakes"], ha="center", va="center", fontsize=14, color=MUTED)
    return figure
