"""The accuracy on distorted pictures, a curve for each distortion."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convscope.evaluation.figures._style import BLUE, MUTED, WIDE, as_percent, look, new_figure
from convscope.evaluation.figures._words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from convscope.evaluation._robustness_curve import RobustnessCurve

_COLUMNS = 3


def draw_robustness(curves: Sequence[RobustnessCurve], *, language: str = "en") -> Figure:
    """Draw the curves with their 95 % bands; a dotted line stands where the pictures are as they were."""
    said = words(language)
    rows = max(1, math.ceil(len(curves) / _COLUMNS))
    with look():
        figure = new_figure(WIDE, 0.4 + 2.55 * rows)
        for place, curve in enumerate(curves):
            axes = figure.add_subplot(rows, _COLUMNS, place + 1)
            _draw(axes, curve, said)
            if place % _COLUMNS:
                axes.tick_params(labelleft=False)
        n = curves[0].points[0].n if curves and curves[0].points else 0
        figure.suptitle(said["robustness n"].format(n=n), x=0.01, ha="left")
    return figure


def _draw(axes: Axes, curve: RobustnessCurve, said: dict[str, str]) -> None:
    values = [point.value for point in curve.points]
    lows, highs = zip(*(point.interval for point in curve.points), strict=True)
    axes.axvline(curve.neutral, color=MUTED, linestyle=":", linewidth=1.1)
    axes.fill_between(values, lows, highs, color=BLUE, alpha=0.2, linewidth=0)
    axes.plot(values, [point.accuracy for point in curve.points], color=BLUE, marker="o", markersize=3.5)
    axes.set_ylim(0, 1.03)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    as_percent(axes.yaxis, 0)
    axes.set_title(said.get(curve.name, curve.name), fontsize=10.5, pad=6)
    axes.set_xlabel(said.get(f"{curve.name} unit", curve.unit), fontsize=9)
