"""The report's pictures, drawn and made part of the page."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convscope.evaluation import figures
from convscope.evaluation._overfitting import measure_gap
from convscope.evaluation._reference import reference_accuracy
from convscope.evaluation.report._sample import first_kernels, take_sample

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.figure import Figure

    from convscope.datasets import Dataset
    from convscope.evaluation._evaluation import Evaluation
    from convscope.evaluation._robustness_curve import RobustnessCurve
    from convscope.evaluation.report._sample import FirstKernels, Sample
    from convscope.glass import GlassModel
    from convscope.runs import RunFolder

_MOST_INCHES = 8.5
_MAPS_IN_A_ROW, _MOST_ROWS = 8, 2
_MAP_AXES = 3


@dataclass(frozen=True)
class Pictures:
    """Every picture as a data URI; None or empty where there is nothing to draw."""

    curves: str | None
    kernels: str | None
    maps: tuple[str, ...]
    confusion: str
    mistakes: str
    reliability: str | None
    robustness: str | None


@dataclass(frozen=True, eq=False)
class Seen:
    """What the pictures show, for the words beside them."""

    kernels: FirstKernels | None
    sample: Sample


def draw_all(
    run: RunFolder,
    dataset: Dataset,
    evaluation: Evaluation,
    *,
    robustness: Sequence[RobustnessCurve] | None,
    model: GlassModel,
    language: str,
) -> tuple[Pictures, Seen]:
    """Draw everything, save `curves.png`, `confusion.png` and `mistakes.png` in the run's folder too."""
    seen = Seen(first_kernels(model), take_sample(model, dataset.x_test, evaluation))
    names = evaluation.class_names
    curves = _curves(run, dataset.name, language)
    confusion = figures.draw_confusion(evaluation.confusion, names, language=language)
    figures.save_figure(confusion, run.path / "confusion.png")
    mistakes = figures.draw_mistakes(evaluation.mistakes, dataset.x_test, names, language=language)
    kernels = seen.kernels
    calibration = evaluation.calibration
    pictures = Pictures(
        curves=None if curves is None else _embed(curves, "svg", run.path / "curves.png"),
        kernels=None
        if kernels is None
        else _embed(figures.draw_kernels(kernels.kernel, kernels.name, bias=kernels.bias, language=language)),
        maps=tuple(_embed(figure) for figure in _maps(seen.sample, dataset, names, language)),
        confusion=_embed(figures.draw_confusion(evaluation.confusion, names, title=False, language=language)),
        mistakes=_embed(mistakes, file=run.path / "mistakes.png"),
        reliability=None
        if calibration is None
        else _embed(figures.draw_reliability(calibration, language=language), "svg"),
        robustness=_embed(figures.draw_robustness(robustness, language=language), "svg") if robustness else None,
    )
    return pictures, seen


def _embed(figure: Figure, form: str = "png", file: Path | None = None) -> str:
    """Give the figure as a data URI; lines as SVG, which stays sharp in print, pixels as PNG."""
    if file is not None:
        figures.save_figure(figure, file)
    data = base64.b64encode(figures.figure_bytes(figure, form)).decode("ascii")
    return f"data:image/{'svg+xml' if form == 'svg' else form};base64,{data}"


def _curves(run: RunFolder, data: str, language: str) -> Figure | None:
    history = run.history
    if not any(history.values()):
        return None
    return figures.draw_curves(history, gap=measure_gap(history), reference=reference_accuracy(data), language=language)


def _maps(sample: Sample, dataset: Dataset, names: Sequence[str], language: str) -> list[Figure]:
    """Draw the layers in as many pictures as fit a page each; the last has the probabilities."""
    pages: list[list[str]] = [[]]
    filled = 0.0
    for name, values in sample.activations.items():
        height = _inches(values.shape)
        if filled and filled + height > _MOST_INCHES:
            pages.append([])
            filled = 0.0
        pages[-1].append(name)
        filled += height
    return [
        figures.draw_feature_maps(
            dataset.x_test[sample.index] if page is pages[0] else None,
            {name: sample.activations[name] for name in page},
            names,
            probabilities=np.asarray(sample.probabilities, np.float32) if page is pages[-1] else None,
            most_maps=_MAPS_IN_A_ROW * _MOST_ROWS,
            title=False,
            language=language,
        )
        for page in pages
    ]


def _inches(shape: tuple[int, ...]) -> float:
    if len(shape) != _MAP_AXES:
        return 0.5
    rows = min(_MOST_ROWS, -(-shape[-1] // _MAPS_IN_A_ROW))
    return 0.95 * rows * shape[0] / shape[1]
