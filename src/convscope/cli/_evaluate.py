"""`convscope evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from convscope.cli._options import data_option, json_option, resize_option, run_argument
from convscope.cli._output import interval, percent, print_json, print_table

if TYPE_CHECKING:
    from convscope.evaluation import Evaluation, RobustnessCurve

_MOST_CLASSES = 20
"""A wider confusion matrix is for --json and the report."""

_MOST_MISTAKES = 10


@click.command()
@run_argument
@data_option
@resize_option
@click.option("--robustness", is_flag=True, help="Also shifted, turned, scaled, thickened, noisy, inverted.")
@json_option
def evaluate(*, run: Path, data: str | None, resize: tuple[int, int] | None, robustness: bool, json: bool) -> None:
    """Measure a run on the test images.

    Accuracy with its interval, every class, the confusion matrix, calibration, mistakes.
    """
    from convscope import evaluation
    from convscope._api import Run

    opened = Run(run)
    dataset = opened.load_data(data, resize=resize)
    result = evaluation.evaluate(opened.glass, dataset.x_test, dataset.y_test)
    curves = evaluation.robustness(opened.glass, dataset.x_test, dataset.y_test) if robustness else ()
    if json:
        print_json({**result.to_dict(), "robustness": [curve.to_dict() for curve in curves]})
        return
    print(f"{opened.name} on {dataset.name}, {result.n:,} test images")
    print(f"  accuracy           {percent(result.accuracy)}  (95 % interval {interval(result.interval)})")
    if result.calibration is not None:
        print(f"  calibration error  {100 * result.calibration.error:.2f} % (expected; 15 bins)")
    print(f"  mistakes           {result.n - result.right}\n")
    print_table(
        ("class", "images", "precision", "recall", "f1"),
        [(c.name, str(c.n), percent(c.precision), percent(c.recall), percent(c.f1)) for c in result.per_class],
    )
    _show_mistakes(result)
    for curve in curves:
        _show_curve(curve)


def _show_mistakes(result: Evaluation) -> None:
    """Print which class is taken for which, and the mistakes that the network was surest of."""
    names = result.class_names
    if len(names) <= _MOST_CLASSES:
        print("\ntrue class (row), taken for (column)\n")
        rows = zip(names, result.confusion.tolist(), strict=True)
        print_table(("", *names), [(name, *(str(count) if count else "." for count in row)) for name, row in rows])
    if not result.mistakes:
        return
    shown = result.mistakes[:_MOST_MISTAKES]
    rest = f", {len(shown)} of {len(result.mistakes)}; --json has all" if len(shown) < len(result.mistakes) else ""
    print(f"\nthe surest mistakes{rest}\n")
    print_table(
        ("test image", "is", "taken for", "probability"),
        [(str(m.index), names[m.true], names[m.predicted], percent(m.probability)) for m in shown],
    )


def _show_curve(curve: RobustnessCurve) -> None:
    """Print the accuracy at each strength of one distortion."""
    print(f"\n{curve.name} ({curve.unit}), n = {curve.points[0].n:,}\n")
    rows = [(f"{point.value:g}", percent(point.accuracy), interval(point.interval)) for point in curve.points]
    print_table((curve.unit, "accuracy", "95 % interval"), rows, left=0)
