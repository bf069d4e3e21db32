"""The one look of all figures: colours that colour-blind readers can tell apart, type, lines."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from convscope._optional import require
from convscope.evaluation.figures._fonts import families

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

# Okabe and Ito's palette, those of its colours that are dark enough for a thin line on white.
BLUE, VERMILION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#AA4499"
SERIES = (BLUE, VERMILION, GREEN, PURPLE, "#E69F00", "#56B4E9", "#555555")
INK, MUTED, RULE, PAPER = "#1F2933", "#5F6B7A", "#D5DAE1", "#FFFFFF"
DIVERGING, SEQUENTIAL = "RdBu_r", "viridis"

WIDE = 9.0
"""The usual width of a figure, inches."""

_LOCK = threading.RLock()


@contextmanager
def look() -> Iterator[None]:
    """Within this block Matplotlib draws in our look, whatever the user's own settings are.

    The settings are the process's, so only one thread at a time is let in.
    """
    style = require("matplotlib.style", extra="report")
    with _LOCK, style.context(["default", _settings()]):
        yield


def _settings() -> dict[str, Any]:
    return {
        "font.family": families(),
        "font.size": 10,
        "text.parse_math": False,  # a class may be called "$5"
        "text.color": INK,
        "axes.unicode_minus": True,
        "axes.edgecolor": MUTED,
        "axes.labelcolor": INK,
        "axes.titlecolor": INK,
        "axes.titlelocation": "left",
        "axes.titlesize": 11.5,
        "axes.titleweight": "bold",
        "axes.titlepad": 10,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.formatter.use_mathtext": False,
        "grid.color": RULE,
        "grid.linewidth": 0.7,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "xtick.labelsize": 9,
        "ytick.labelsize": 9,
        "lines.linewidth": 2,
        "lines.markersize": 5,
        "legend.frameon": False,
        "legend.fontsize": 9,
        "figure.facecolor": PAPER,
        "figure.titlesize": 12,
        "figure.titleweight": "bold",
        "image.interpolation": "nearest",
        "savefig.dpi": 160,
        "svg.fonttype": "path",
        "svg.hashsalt": "convscope",  # the same figure gives the same bytes
    }


def new_figure(width: float, height: float) -> Figure:
    """Give an empty figure of `width` x `height` inches that belongs to no window and no global list."""
    figure: Figure = require("matplotlib.figure", extra="report").Figure(figsize=(width, height), layout="constrained")
    return figure


def bare(axes: Axes) -> None:
    """Leave only what is drawn in `axes`: no ticks, no frame, no grid."""
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)


def as_percent(axis: Axis, decimals: int | None = None) -> None:
    """Write the shares on `axis` as percentages."""
    ticker = require("matplotlib.ticker", extra="report")
    axis.set_major_formatter(ticker.PercentFormatter(1, decimals=decimals, symbol=" %"))
