"""The confusion matrix, drawn so that the mistakes stand out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convscope._optional import require
from convscope._types import Confusion
from convscope.evaluation.figures._fonts import legible
from convscope.evaluation.figures._style import INK, MUTED, PAPER, RULE, look, new_figure
from convscope.evaluation.figures._words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST_NUMBERS = 40
_MOST_NAMES = 60
_LONGEST_LEVEL = 3
_DIAGONAL = "#EEF1F4"


def draw_confusion(
    confusion: Confusion, class_names: Sequence[str], *, title: bool = True, language: str = "en"
) -> Figure:
    """Draw the confusion matrix: rows are true classes, columns predicted ones.

    The diagonal, which would outshine all else, is grey; a mistake's colour grows with the square root of its count,
    so that one differs from none. Counts are written for up to 40 classes.

    Args:
        confusion: counts `(k, k)`.
        class_names: k names.
        title: whether to write what it is above it.
        language: "en" or "zh".
    """
    said = words(language)
    classes = len(confusion)
    wrong = confusion.astype(np.float64)
    np.fill_diagonal(wrong, 0)
    highest = max(1.0, float(wrong.max()))
    side = min(12.0, max(4.2, 1.6 + 0.48 * classes))
    with look():
        colours = require("matplotlib.colors", extra="report")
        heat = colours.LinearSegmentedColormap.from_list("mistakes", [PAPER, "#FCD7B6", "#E8743B", "#8C2D04"])
        figure = new_figure(max(5.0, side * 1.04), side + 0.3)
        axes = figure.add_subplot()
        image = axes.imshow(wrong, cmap=heat, norm=colours.PowerNorm(0.5, vmin=0, vmax=highest))
        diagonal = np.where(np.eye(classes, dtype=bool), 1.0, np.nan)
        axes.imshow(diagonal, cmap=colours.ListedColormap([_DIAGONAL]), vmin=0, vmax=1)
        if classes <= _MOST_NUMBERS:
            _numbers(axes, confusion, highest, size=min(10.0, 0.55 * 72 * side / (classes + 3) / 1.9))
        _name_axes(axes, class_names, said, size=max(6.5, min(10.0, 60.0 * side / (classes + 3) / 1.6)))
        if title:
            wrongly = said["mistakes of"].format(wrong=int(wrong.sum()), n=int(confusion.sum()))
            figure.suptitle(f"{said['confusion']}\n{wrongly}", x=0.01, ha="left", multialignment="left")
        bar = figure.colorbar(image, ax=axes, shrink=0.6, aspect=25, pad=0.02)
        bar.outline.set_visible(False)
        bar.set_ticks(_ticks(highest))
    return figure


def _ticks(highest: float) -> list[float]:
    whole = {0, 1, *(round(highest * share) for share in (0.1, 0.3, 0.6, 1.0))}
    return [float(value) for value in sorted(whole) if value <= highest]


def _numbers(axes: Axes, confusion: Confusion, highest: float, size: float) -> None:
    for row, column in np.argwhere(confusion):
        count = int(confusion[row, column])
        dark = row != column and count > 0.35 * highest
        colour = MUTED if row == column else PAPER if dark else INK
        axes.text(column, row, f"{count}", ha="center", va="center", color=colour, fontsize=size)


def _name_axes(axes: Axes, class_names: Sequence[str], said: dict[str, str], size: float) -> None:
    classes = len(class_names)
    step = 1 if classes <= _MOST_NAMES else 5
    places = list(range(0, classes, step))
    labels = [legible(class_names[place], 16) for place in places]
    upright = max(map(len, labels)) > _LONGEST_LEVEL
    axes.set_xticks(places, labels, fontsize=size, rotation=90 if upright else 0)
    axes.set_yticks(places, labels, fontsize=size)
    axes.tick_params(length=0)
    axes.set_xlabel(said["predicted class"])
    axes.set_ylabel(said["true class"])
    axes.grid(visible=False)
    axes.set_xticks(np.arange(-0.5, classes), minor=True)
    axes.set_yticks(np.arange(-0.5, classes), minor=True)
    axes.tick_params(which="minor", length=0)
    axes.grid(which="minor", color=RULE, linewidth=0.5)
    for spine in axes.spines.values():
        spine.set(visible=True, color=RULE, linewidth=0.8)
