"""Loss and accuracy over the epochs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convscope._optional import require
from convscope.evaluation._history import accuracy_name
from convscope.evaluation._numerals import percent
from convscope.evaluation.figures._style import BLUE, INK, MUTED, VERMILION, WIDE, as_percent, look, new_figure
from convscope.evaluation.figures._words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from convscope.evaluation._overfitting import Gap

_FEW_EPOCHS = 15
_MARGIN = 0.05
_ROOM = 20  # points above a panel, for the line about the gap


def draw_curves(
    history: Mapping[str, Sequence[float]],
    *,
    gap: Gap | None = None,
    reference: float | None = None,
    language: str = "en",
) -> Figure:
    """Draw accuracy and loss over the epochs, training and validation.

    Args:
        history: `loss`, `val_loss`, `acc` (or another of Keras's names), `val_acc`; one number an epoch; what
            is missing is not drawn.
        gap: from `measure_gap(history)`; says on the picture whether and where overfitting opens.
        reference: an accuracy to mark, such as the tutorial's .9865.
        language: "en" or "zh".
    """
    said = words(language)
    panels = [name for name in (accuracy_name(history), "loss") if name is not None]
    with look():
        figure = new_figure(WIDE, 3.6)
        for place, name in enumerate(panels, start=1):
            axes = figure.add_subplot(1, len(panels), place)
            _lines(axes, history, name, said)
            if name == "loss":
                axes.set_title(said["loss"], pad=_ROOM)
                _with_zero(axes)
                _say_gap(axes, history, gap, said)
            else:
                axes.set_title(said["accuracy"], pad=_ROOM)
                _mark(axes, reference, said)
                _top(axes)
            axes.legend(loc="best")
    return figure


def _lines(axes: Axes, history: Mapping[str, Sequence[float]], name: str, said: dict[str, str]) -> None:
    for key, label, colour, style in ((name, "training", BLUE, "-"), (f"val_{name}", "validation", VERMILION, "--")):
        values = [value if math.isfinite(value) else math.nan for value in history.get(key, ())]
        if values:
            marker = "o" if len(values) <= _FEW_EPOCHS else ""
            axes.plot(range(1, len(values) + 1), values, style, color=colour, marker=marker, label=said[label])
    count = max((len(history.get(key, ())) for key in (name, f"val_{name}")), default=1)
    ticker = require("matplotlib.ticker", extra="report")
    axes.xaxis.set_major_locator(ticker.MaxNLocator(nbins=10, integer=True, min_n_ticks=1))
    axes.set_xlim(0.5, max(count, 1) + 0.5)
    axes.set_xlabel(said["epoch"])


def _mark(axes: Axes, reference: float | None, said: dict[str, str]) -> None:
    if reference is not None:
        label = said["reference"].format(value=percent(reference))
        axes.axhline(reference, color=INK, linewidth=1.1, linestyle=(0, (5, 3)), zorder=1.5, label=label)


def _top(axes: Axes) -> None:
    low, high = axes.get_ylim()
    axes.set_ylim(max(0.0, low), min(1.0, high) if high > 1 else high)
    as_percent(axes.yaxis)


def _with_zero(axes: Axes) -> None:
    """Let the axis begin at 0; at losses below 0, such as Keras's cosine similarity, let it end there."""
    low, high = (float(end) for end in axes.dataLim.intervaly)
    if math.isfinite(low) and math.isfinite(high):
        low, high = min(low, 0.0), max(high, 0.0)
        room = _MARGIN * (high - low) or 1.0
        axes.set_ylim(low - room if low < 0 else 0.0, high + room if high > 0 or low == 0 else 0.0)


def _say_gap(axes: Axes, history: Mapping[str, Sequence[float]], gap: Gap | None, said: dict[str, str]) -> None:
    if gap is None:
        return
    if gap.opens_after is None:
        text, colour = said["closed"].format(epoch=gap.best_epoch), MUTED
    else:
        text, colour = said["opens"].format(epoch=gap.opens_after, rise=percent(gap.rise, 0, "+")), VERMILION
        axes.axvline(gap.opens_after, color=VERMILION, linewidth=1.1, linestyle=":")
        first = gap.opens_after - 1
        epochs = range(gap.opens_after, len(history["loss"]) + 1)
        axes.fill_between(
            epochs, history["loss"][first:], history["val_loss"][first:], color=VERMILION, alpha=0.14, linewidth=0
        )
    axes.annotate(text, (0, 1), (0, 4), xycoords="axes fraction", textcoords="offset points", color=colour, fontsize=9)
