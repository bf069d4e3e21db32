"""Runs side by side: accuracy against size, and pictures that one run alone gets right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope._optional import require
from convscope._types import Pixels
from convscope.evaluation._numerals import percent
from convscope.evaluation.figures._fonts import legible
from convscope.evaluation.figures._pictures import show_picture
from convscope.evaluation.figures._style import MUTED, SERIES, WIDE, as_percent, bare, look, new_figure
from convscope.evaluation.figures._words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

    from convscope.evaluation._compare import Comparison

_SAMPLES = 10
_UPPER = 3.7
_ASIDE = 1.08
_LEGIBLE_RATIO = 1.6


def draw_comparison(comparison: Comparison, images: Pixels | None = None, *, language: str = "en") -> Figure:
    """Draw the accuracy of each run with its 95 % interval against its number of parameters.

    Where the sizes are unknown or all the same, the runs stand side by side instead.

    Args:
        comparison: from `compare`.
        images: those that were evaluated; with them, up to ten pictures a run that it alone gets right are shown.
        language: "en" or "zh".
    """
    said = words(language)
    heights = [] if images is None else [1.3 if row.alone else 0.4 for row in comparison.rows]
    with look():
        figure = new_figure(WIDE, _UPPER + sum(heights))
        if images is None:
            _accuracies(figure.add_subplot(), comparison, said)
            return figure
        top, *parts = figure.subfigures(1 + len(heights), 1, height_ratios=[_UPPER, *heights], squeeze=False).flat
        _accuracies(top.add_subplot(), comparison, said)
        for place, part in enumerate(parts):
            _alone(part, comparison, place, images, said)
    return figure


def _accuracies(axes: Axes, comparison: Comparison, said: dict[str, str]) -> None:
    places, known = _places(comparison)
    for place, (x, row) in enumerate(zip(places, comparison.rows, strict=True)):
        low, high = row.interval
        bars = [[row.accuracy - low], [high - row.accuracy]]
        name = f"{legible(row.name)}  {percent(row.accuracy)}"
        colour = SERIES[place % len(SERIES)]
        axes.errorbar([x], [row.accuracy], bars, fmt="o", color=colour, capsize=4, markersize=7, label=name)
    axes.set_title(said["comparison"].format(n=comparison.n))
    axes.margins(x=0.2, y=0.12)
    as_percent(axes.yaxis)
    if known:
        _size_axis(axes, sorted({float(row.facts.parameters or 0) for row in comparison.rows}))
        axes.set_xlabel(said["parameters"])
    else:
        axes.set_xticks(places, [legible(row.name, 14) for row in comparison.rows])
        axes.set_xlabel(said["run"])
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))


def _places(comparison: Comparison) -> tuple[list[float], bool]:
    """Give where each run stands on the horizontal axis, and whether that is its size."""
    sizes = [row.facts.parameters or 0 for row in comparison.rows]
    if min(sizes) <= 0 or len(set(sizes)) == 1:
        return [float(place) for place in range(len(sizes))], False
    # Runs of one size step aside a little, or they would hide each other.
    return [size * _ASIDE ** sizes[:place].count(size) for place, size in enumerate(sizes)], True


def _size_axis(axes: Axes, sizes: list[float]) -> None:
    ticker = require("matplotlib.ticker", extra="report")
    axes.set_xscale("log")
    written: list[float] = []
    for size in sizes:
        if not written or size > written[-1] * _LEGIBLE_RATIO:
            written.append(size)
    axes.set_xticks(written)
    axes.xaxis.set_major_formatter(ticker.StrMethodFormatter("{x:,.0f}"))
    axes.xaxis.set_minor_locator(ticker.NullLocator())


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
