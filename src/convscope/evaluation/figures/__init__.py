"""Figures: draw what others computed, compute nothing. Needs the extra `report`; Matplotlib is loaded when drawing."""

from __future__ import annotations

from convscope.evaluation.figures._comparison import draw_comparison
from convscope.evaluation.figures._confusion import draw_confusion
from convscope.evaluation.figures._curves import draw_curves
from convscope.evaluation.figures._feature_maps import draw_feature_maps
from convscope.evaluation.figures._kernels import draw_kernels
from convscope.evaluation.figures._mistakes import draw_mistakes
from convscope.evaluation.figures._reliability import draw_reliability
from convscope.evaluation.figures._robustness import draw_robustness
from convscope.evaluation.figures._save import figure_bytes, save_figure

__all__ = [
    "draw_comparison",
    "draw_confusion",
    "draw_curves",
    "draw_feature_maps",
    "draw_kernels",
    "draw_mistakes",
    "draw_reliability",
    "draw_robustness",
    "figure_bytes",
    "save_figure",
]
