"""What each layer makes of one picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Float32

from convscope._types import Picture
from convscope.evaluation.figures._fonts import legible
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

_COLUMNS = 8
_MOST_MAPS = 32
_UNITS_IN_A_ROW = 112
_MOST_UNITS = 1120
_MOST_BARS = 20
_MAP_AXES = 3
_MAPS_WIDTH = 7.0


def draw_feature_maps(
    picture: Picture,
    activations: Mapping[str, Float32[np.ndarray, "*shape"]],
    class_names: Sequence[str],
    *,
    probabilities: Float32[np.ndarray, " k"] | None = None,
    title: bool = True,
    language: str = "en",
) -> Figure:
    """Draw one picture and what each layer makes of it, layer by layer.

    Maps `(height, width, channels)` stand as a grid, units `(n,)` as a strip; each layer has its own scale, from 0
    (dark) to its largest value (bright), or, where it has negative values, blue to red about 0.

    Args:
        picture: the raw picture.
        activations: by layer name, in order, that picture's activations (without the axis of images).
        class_names: the k names.
        probabilities: one number a class; drawn as bars at the end.
        title: whether to write what it is above it.
        language: "en" or "zh".
    """
    said = words(language)
    stages = [(name, _montage(values)) for name, values in activations.items() if values.size]
    heights = [1.25, *(_height(montage) for _, montage in stages), *([] if probabilities is None else [1.7])]
    with look():
        figure = new_figure(WIDE, 0.5 + sum(heights) + 0.1 * len(heights))
        grid = figure.add_gridspec(len(heights), 2, width_ratios=[1.45, 7.4], height_ratios=heights)
        _label(figure.add_subplot(grid[0, 0]), said["input"], "×".join(map(str, picture.shape)))
        first = figure.add_subplot(grid[0, 1], anchor="W")
        show_picture(first, picture)
        for row, (name, montage) in enumerate(stages, start=1):
            values = activations[name]
            count, most = values.shape[-1], _MOST_MAPS if values.ndim == _MAP_AXES else _MOST_UNITS
            note = "" if count <= most else said["maps shown"].format(shown=most, count=count)
            _label(figure.add_subplot(grid[row, 0]), legible(name, 20), "×".join(map(str, values.shape)), note)
            _show(figure.add_subplot(grid[row, 1], anchor="W"), montage)
        if probabilities is not None:
            _label(figure.add_subplot(grid[-1, 0]), said["probability"], "")
            _bars(figure.add_subplot(grid[-1, 1]), probabilities, class_names)
        if title:
            figure.suptitle(said["feature maps"], x=0.01, ha="left")
    return figure


def _montage(values: Float32[np.ndarray, "*shape"]) -> Float[np.ndarray, "rows columns"]:
    """Lay the maps side by side, eight in a row, NaN between them; units become lines of a strip."""
    if values.ndim != _MAP_AXES:
        units = values.reshape(-1)[:_MOST_UNITS]
        width = min(_UNITS_IN_A_ROW, len(units))
        strip = np.full(math.ceil(len(units) / width) * width, np.nan)
        strip[: len(units)] = units
        return strip.reshape(-1, width)
    height, width, channels = values.shape
    shown = min(channels, _MOST_MAPS)
    gap = max(1, round(width / 14))
    rows = math.ceil(shown / _COLUMNS)
    sheet = np.full((rows * (height + gap) - gap, _COLUMNS * (width + gap) - gap), np.nan)
    for index in range(shown):
        top, left = index // _COLUMNS * (height + gap), index % _COLUMNS * (width + gap)
        sheet[top : top + height, left : left + width] = values[:, :, index]
    return sheet


def _height(montage: Float[np.ndarray, "rows columns"]) -> float:
    rows, columns = montage.shape
    return max(0.35, _MAPS_WIDTH * float(rows) / float(columns))


def _show(axes: Axes, montage: Float[np.ndarray, "rows columns"]) -> None:
    highest = float(np.nanmax(np.abs(montage))) or 1.0
    negative = float(np.nanmin(montage)) < 0
    axes.imshow(
        montage,
        cmap=DIVERGING if negative else SEQUENTIAL,
        vmin=-highest if negative else 0,
        vmax=highest,
        aspect="auto" if montage.shape[0] * _COLUMNS < montage.shape[1] else "equal",
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
    axes.set_xticks(range(len(likely)), labels, rotation=45 if max(map(len, labels)) > _COLUMNS else 0)
    axes.set_ylim(0, 1.02)
    as_percent(axes.yaxis, 0)
    axes.grid(visible=False, axis="x")
