"""`convscope evaluate`."""

from __future__ import annotations

from typing import Annotated

import typer

from convscope.cli._options import Data, Json, Resize, RunArgument
from convscope.cli._output import interval, percent, print_json, print_table


def evaluate(
    run: RunArgument,
    data: Data = None,
    resize: Resize = None,
    robustness: Annotated[
        bool, typer.Option("--robustness", help="Also shifted, turned, scaled, thickened, noisy, inverted.")
    ] = False,
    json: Json = False,
) -> None:
    """Measure a run on the test images.

    Accuracy with its interval, every class, calibration, mistakes.
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
    for curve in curves:
        points = "  ".join(f"{point.value:g}: {percent(point.accuracy)}" for point in curve.points)
        print(f"\n{curve.name} ({curve.unit}), n = {curve.points[0].n:,}\n  {points}")
