"""Runs side by side: accuracy against size, and pictures that one run alone gets right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope._optional import require
from convscope._types import Pixels
from convscope.evaluation.figures._fonts import legible
from convscope.evaluation.figures._pictures import show_picture
from convscope.evaluation.figures._style import MUTED, SERIES, WIDE, as_percent, bare, look, new_figure
from convscope.evaluation.figures._words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

    from convscope.evaluation._compare import Comparison

_SAMPLES = 10


def draw_comparison(comparison: Comparison, images: Pixels | None = None, *, language: str = "en") -> Figure:
    """Draw the accuracy of each run with its 95 % interval against its number of parameters.

    Args:
        comparison: from `compare`.
        images: those that were evaluated; with them, up to ten pictures a run that it alone gets right are shown.
        language: "en" or "zh".
    """
    said = words(language)
    rows = comparison.rows
    samples = 0 if images is None else len(rows)
    with look():
        upper, lower = 3.7, samples * 1.25
        figure = new_figure(WIDE, upper + lower)
        if images is None:
            _accuracies(figure.add_subplot(), comparison, said)
            return figure
        top, bottom = figure.subfigures(2, 1, height_ratios=[upper, lower], squeeze=True)
        _accuracies(top.add_subplot(), comparison, said)
        for place, part in enumerate(bottom.subfigures(samples, 1, squeeze=False).flat):
            _alone(part, comparison, place, images, said)
    return figure


def _accuracies(axes: Axes, comparison: Comparison, said: dict[str, str]) -> None:
    sizes = [row.facts.parameters for row in comparison.rows]
    known = all(size is not None and size > 0 for size in sizes)
    for place, row in enumerate(comparison.rows):
        x = float(sizes[place] or 0) if known else float(place)
        colour = SERIES[place % len(SERIES)]
        low, high = row.interval
        bars = [[row.accuracy - low], [high - row.accuracy]]
        name = f"{legible(row.name)}  {row.accuracy:.2%}"
        axes.errorbar([x], [row.accuracy], bars, fmt="o", color=colour, capsize=4, markersize=7, label=name)
    axes.set_title(said["comparison"].format(n=comparison.n))
    axes.margins(x=0.2, y=0.12)
    as_percent(axes.yaxis)
    if known:
        ticker = require("matplotlib.ticker", extra="report")
        axes.set_xscale("log")
        axes.set_xlabel(said["parameters"])
        axes.set_xticks(sorted({float(size) for size in sizes if size}))
        axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axes.xaxis.set_minor_locator(ticker.NullLocator())
    else:
        axes.set_xticks(range(len(sizes)), [legible(row.name, 14) for row in comparison.rows])
        axes.set_xlabel(said["run"])
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))


def _alone(part: SubFigure, comparison: Comparison, place: int, images: Pixels, said: dict[str, str]) -> None:
    row = comparison.rows[place]
    title = said["alone"].format(name=legible(row.name), count=len(row.alone))
    part.suptitle(title, x=0.01, ha="left", fontsize=10, color=SERIES[place % len(SERIES)])
    for axes, index in zip(
        part.subplots(1, _SAMPLES, squeeze=False).flat, [*row.alone, *[None] * _SAMPLES], strict=False
    ):
        if index is None:
            bare(axes)
            continue
        show_picture(axes, images[index])
        axes.set_xlabel(legible(comparison.class_names[int(comparison.labels[index])], 10), fontsize=8, color=MUTED)
