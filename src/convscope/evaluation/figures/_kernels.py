"""The kernels of a layer as pictures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float32

from convscope.evaluation._numerals import signed
from convscope.evaluation.figures._fonts import legible
from convscope.evaluation.figures._style import DIVERGING, INK, MUTED, PAPER, WIDE, bare, look, new_figure
from convscope.evaluation.figures._words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST_IN_A_ROW = 8
_MOST_NUMBERS = 400
_LARGEST_NUMBERED = 25


def draw_kernels(
    kernel: Float32[np.ndarray, "height width inputs outputs"],
    name: str,
    *,
    bias: Float32[np.ndarray, " outputs"] | None = None,
    limit: int = 32,
    language: str = "en",
) -> Figure:
    """Draw the kernels of a layer: red adds, blue takes away, white does nothing, one scale for all.

    A kernel has one column; its input channels stand below each other. A few small
    kernels have their numbers written in.

    Args:
        kernel: `(height, width, inputs, outputs)`.
        name: the layer's.
        bias: one number a kernel, written above it.
        limit: how many kernels at most; of each, at most three input channels.
        language: "en" or "zh".
    """
    said = words(language)
    height, width, inputs, outputs = kernel.shape
    shown, channels = min(limit, outputs), min(3, inputs)
    columns = min(_MOST_IN_A_ROW, shown)
    rows = math.ceil(shown / columns) * channels
    numbered = height * width <= _LARGEST_NUMBERED and shown * channels * height * width <= _MOST_NUMBERS
    extent = float(np.abs(kernel).max()) or 1.0
    with look():
        cell = min(2.1, (WIDE - 1) / columns)
        figure = new_figure(WIDE, 0.6 + rows * (cell * height / width + 0.16))
        grid = figure.subplots(rows, columns, squeeze=False)
        image = None
        for axes in grid.flat:
            bare(axes)
        for index in range(shown):
            for channel in range(channels):
                axes = grid[index // columns * channels + channel, index % columns]
                values = kernel[:, :, channel, index]
                image = axes.imshow(values, cmap=DIVERGING, vmin=-extent, vmax=extent)
                if numbered:
                    _numbers(axes, values, extent, size=min(10.0, 16 * cell / width))
            if bias is not None:
                top = grid[index // columns * channels, index % columns]
                text = said["bias"].format(value=signed(float(bias[index])))
                top.set_title(text, loc="center", fontsize=8.5, fontweight="normal", color=MUTED, pad=4)
        key = "kernels" if shown == outputs else "kernels shown"
        figure.suptitle(said[key].format(name=legible(name), shown=shown, count=outputs), x=0.01, ha="left")
        if image is not None:
            bar = figure.colorbar(image, ax=grid, shrink=0.8, aspect=20, pad=0.02)
            bar.outline.set_visible(False)
    return figure


def _numbers(axes: Axes, values: Float32[np.ndarray, "height width"], extent: float, size: float) -> None:
    for (row, column), value in np.ndenumerate(values):
        colour = PAPER if abs(value) > 0.55 * extent else INK
        axes.text(column, row, signed(float(value)), ha="center", va="center", color=colour, fontsize=size)
