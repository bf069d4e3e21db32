"""The reliability diagram: how sure the network is against how often it is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope._optional import require
from convscope.evaluation._numerals import percent
from convscope.evaluation.figures._style import BLUE, INK, MUTED, VERMILION, as_percent, look, new_figure
from convscope.evaluation.figures._words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from convscope.evaluation._calibration import Calibration


def draw_reliability(calibration: Calibration, *, language: str = "en") -> Figure:
    """Draw the accuracy of each bin against its confidence, and below it how many images the bin holds."""
    said = words(language)
    with look():
        figure = new_figure(5.6, 5.4)
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1])
        _accuracy(above, calibration, said)
        left = calibration.edges[:-1]
        width = calibration.edges[1]
        below.bar(left, calibration.counts, width=width * 0.92, align="edge", color=MUTED)
        below.set_yscale("symlog", linthresh=1)
        below.set_ylim(bottom=0)
        ticker = require("matplotlib.ticker", extra="report")
        below.yaxis.set_major_formatter(ticker.StrMethodFormatter("{x:,.0f}"))
        below.set_ylabel(said["images"])
        below.set_xlabel(said["confidence"])
        below.set_xlim(0, 1)
        as_percent(below.xaxis, 0)
        figure.align_ylabels()
    return figure


def _accuracy(axes: Axes, calibration: Calibration, said: dict[str, str]) -> None:
    width = calibration.edges[1]
    filled = [
        (edge, sure, right)
        for edge, sure, right in zip(calibration.edges, calibration.confidence, calibration.accuracy, strict=False)
        if sure is not None and right is not None
    ]
    axes.bar([row[0] for row in filled], [row[2] for row in filled], width * 0.92, align="edge", color=BLUE, alpha=0.75)
    axes.plot([0, 1], [0, 1], color=INK, linewidth=1.1, linestyle=(0, (5, 3)), label=said["perfect"])
    axes.plot([row[1] for row in filled], [row[2] for row in filled], "o", color=VERMILION, markersize=4)
    axes.set_ylim(0, 1.02)
    axes.set_ylabel(said["share right"])
    as_percent(axes.yaxis, 0)
    axes.set_title(f"{said['reliability']}\n{said['ece'].format(error=percent(calibration.error))}")
    axes.legend(loc="best")
