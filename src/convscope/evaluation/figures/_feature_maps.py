"""What each layer makes of one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Float32

from convscope._types import Picture
from convscope.evaluation.figures._fonts import columns, legible
from convscope.evaluation.figures._montage import COLUMNS, MAP_AXES, MOST_UNITS, montage
from convscope.evaluation.figures._pictures import show_picture
from convscope.evaluation.figures._style import (
    BLUE,
    DIVERGING,
    MUTED,
    SEQUENTIAL,
    VERMILION,
    WIDE,
    as_percent,
    bare,
    look,
    new_figure,
)
from convscope.evaluation.figures._words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST_BARS = 20
_LONGEST_LEVEL = 8
_MAPS_WIDTH = 7.0


def draw_feature_maps(
    picture: Picture | None,
    activations: Mapping[str, Float32[np.ndarray, "*shape"]],
    class_names: Sequence[str],
    *,
    probabilities: Float32[np.ndarray, " k"] | None = None,
    most_maps: int = 32,
    title: bool = True,
    language: str = "en",
) -> Figure:
    """Draw one picture and what each layer makes of it, layer by layer.

    Maps `(height, width, channels)` stand as a grid, units `(n,)` as a strip; each layer has its own scale, from 0
    (dark) to its largest value (bright), or, where it has negative values, blue to red about 0.

    Args:
        picture: the raw picture; None leaves it out.
        activations: by layer name, in order, that picture's activations (without the axis of images).
        class_names: the k names.
        probabilities: one number a class; drawn as bars at the end.
        most_maps: how many maps a layer at most.
        title: whether to write what it is above it.
        language: "en" or "zh".
    """
    said = words(language)
    sheets = {name: montage(values, most_maps) for name, values in activations.items() if values.size}
    top = [] if picture is None else [1.25]
    end = [] if probabilities is None else [1.7]
    heights = [*top, *map(_height, sheets.values()), *end]
    with look():
        figure = new_figure(WIDE, 0.5 * title + sum(heights) + 0.1 * len(heights))
        grid = figure.add_gridspec(len(heights), 2, width_ratios=[1.45, 7.4], height_ratios=heights)
        if picture is not None:
            _label(figure.add_subplot(grid[0, 0]), said["input"], "×".join(map(str, picture.shape)))
            show_picture(figure.add_subplot(grid[0, 1], anchor="W"), picture)
        for row, (name, sheet) in enumerate(sheets.items(), start=len(top)):
            values = activations[name]
            count, most = values.shape[-1], most_maps if values.ndim == MAP_AXES else MOST_UNITS
            note = "" if count <= most else said["maps shown"].format(shown=most, count=count)
            _label(figure.add_subplot(grid[row, 0]), legible(name, 20), "×".join(map(str, values.shape)), note)
            _show(figure.add_subplot(grid[row, 1], anchor="W"), sheet)
        if probabilities is not None:
            _label(figure.add_subplot(grid[-1, 0]), said["probability"], "")
            _bars(figure.add_subplot(grid[-1, 1]), probabilities, class_names)
        if title:
            figure.suptitle(said["feature maps"], x=0.01, ha="left")
    return figure


def _height(sheet: Float[np.ndarray, "rows columns"]) -> float:
    rows, width = sheet.shape
    return max(0.35, _MAPS_WIDTH * float(rows) / float(width))


def _show(axes: Axes, sheet: Float[np.ndarray, "rows columns"]) -> None:
    highest = float(np.nanmax(np.abs(sheet))) or 1.0
    negative = float(np.nanmin(sheet)) < 0
    axes.imshow(
        sheet,
        cmap=DIVERGING if negative else SEQUENTIAL,
        vmin=-highest if negative else 0,
        vmax=highest,
        aspect="auto" if sheet.shape[0] * COLUMNS < sheet.shape[1] else "equal",
    )
    bare(axes)


def _label(axes: Axes, name: str, shape: str, note: str = "") -> None:
    bare(axes)
    axes.text(0, 1, name, transform=axes.transAxes, va="top", fontsize=9.5, fontweight="bold")
    lines = "\n".join(line for line in (shape, note) if line)
    axes.annotate(
        lines,
        (0, 1),
        (0, -15),
        xycoords="axes fraction",
        textcoords="offset points",
        va="top",
        fontsize=8.5,
        color=MUTED,
    )


def _bars(axes: Axes, probabilities: Float32[np.ndarray, " k"], class_names: Sequence[str]) -> None:
    likely = np.sort(np.argsort(-probabilities, kind="stable")[:_MOST_BARS])
    best = int(probabilities.argmax())
    values = [float(probabilities[index]) for index in likely]
    colours = [VERMILION if index == best else BLUE for index in likely]
    axes.bar(range(len(likely)), values, color=colours, width=0.7)
    labels = [legible(class_names[index], 12) for index in likely]
    axes.set_xticks(range(len(likely)), labels, rotation=45 if max(map(columns, labels)) > _LONGEST_LEVEL else 0)
    axes.set_ylim(0, 1.02)
    as_percent(axes.yaxis, 0)
    axes.grid(visible=False, axis="x")
