"""Several runs on the same test images."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from convscope import _files, evaluation
from convscope._api._run import Run
from convscope._errors import InputError
from convscope.evaluation import Comparison, RunFacts


def compare(
    runs: Sequence[str | os.PathLike[str]],
    *,
    data: str | Path | None = None,
    resize: tuple[int, int] | None = None,
    picture: str | Path | None = None,
    overwrite: bool = False,
) -> Comparison:
    """Compare runs on the test images of `data`, or of the first run's data.

    Args:
        runs: two or more runs' folders.
        data: other data than the first run's own.
        resize: bring its images to this height and width.
        picture: draw the comparison here too.
        overwrite: replace the picture that is there.

    Raises:
        InputError: there are fewer than two runs, the data does not fit one of them, or `picture` exists.
    """
    if picture is not None:
        _files.check_new(picture, overwrite=overwrite)
    opened = [Run(run) for run in runs]
    if len(opened) < 2:  # noqa: PLR2004 - one alone is no comparison
        raise InputError("a comparison needs at least two runs", found=len(opened), todo="name another run")
    names = [run.name for run in opened]
    if len(set(names)) < len(names):
        names = [str(run.path) for run in opened]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError("a comparison needs different runs", found=f"{twice} twice", todo="name each run once")
    dataset = opened[0].load_data(data, resize=resize)
    for run in opened[1:]:
        run.check_fits(dataset)
    results = {
        name: evaluation.evaluate(run.glass, dataset.x_test, dataset.y_test)
        for name, run in zip(names, opened, strict=True)
    }
    facts = {name: RunFacts.of(run.folder) for name, run in zip(names, opened, strict=True)}
    compared = evaluation.compare(results, facts)
    if picture is not None:
        from convscope.evaluation import figures

        figures.save_figure(figures.draw_comparison(compared, dataset.x_test), Path(picture))
    return compared
