"""Training as one call: from names and values to an opened run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from convscope._api._run import Run
from convscope.datasets import Dataset

if TYPE_CHECKING:
    import keras

    from convscope.training import Finished, Settings, Sitting

Saved: TypeAlias = Callable[[Run], None]


def _nothing(run: Run) -> None:
    """Do nothing with a saved run."""


def train(
    recipe: str | None = None,
    *,
    data: str | Path | Dataset = "mnist",
    model: str | Path | None = None,
    out: str | Path | None = None,
    overwrite: bool = False,
    report: bool = False,
    quiet: bool = False,
    tensorboard: bool = False,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    **choices: Any,
) -> Run:
    """Train a network and save the run.

    Args:
        recipe: the recipe's name; "tutorial" when no model is given either.
        data: a name, a path, or a loaded `Dataset`.
        model: a network of your own, `.py` or `.keras`.
        out: the run's folder; None takes the next free `runs/<recipe>-<n>`.
        overwrite: replace the run in `out`.
        report: draw the pictures and the report too.
        quiet: print nothing on the way.
        tensorboard: write a log for TensorBoard.
        callbacks: Keras callbacks of your own.
        **choices: `epochs`, `batch_size`, `optimizer`, `learning_rate`, `loss`, `validation_split`, `dropout`,
            `scaling`, `seed`, `limit`, `resize`, `engine`.

    Raises:
        InputError: a name, a value, the data or the folder is wrong.
        JobError: the run could not be saved, or the loss became NaN.
    """
    from convscope import datasets, training

    dataset = None if isinstance(data, str | Path) else datasets.load(data)
    settings = training.make_settings(
        recipe=recipe,
        model=None if model is None else str(model),
        data=str(data) if dataset is None else dataset.source,
        **choices,
    )
    sitting = training.Sitting(quiet=quiet, tensorboard=tensorboard, callbacks=callbacks)
    return start(settings, sitting, dataset=dataset, out=out, overwrite=overwrite, report=report)


def start(
    settings: Settings,
    sitting: Sitting,
    *,
    dataset: Dataset | None = None,
    out: str | Path | None = None,
    overwrite: bool = False,
    report: bool = False,
    saved: Saved = _nothing,
) -> Run:
    """Train as `settings` say, call `saved` with the run, draw the report if asked, and return the run."""
    from convscope import training

    finished = training.train(settings, dataset=dataset, out=out, overwrite=overwrite, sitting=sitting)
    return _opened(finished, saved, report=report)


def resume(
    path: str | Path,
    *,
    data: Dataset | None = None,
    epochs: int | None = None,
    sitting: Sitting | None = None,
    report: bool = False,
    saved: Saved = _nothing,
) -> Run:
    """Go on with a run after its last epoch.

    Args:
        path: the run's folder.
        data: the run's data, where it was no name or path but a `Dataset`.
        epochs: train up to so many epochs, further than the run was meant to be.
        sitting: how this sitting behaves.
        report: draw the pictures and the report too.
        saved: called with the run when it is saved, before the report is drawn.

    Raises:
        InputError: the folder holds no run, the data is another, or the run is finished already.
    """
    from convscope import training

    return _opened(training.resume(path, dataset=data, epochs=epochs, sitting=sitting), saved, report=report)


def _opened(finished: Finished, saved: Saved, *, report: bool) -> Run:
    """Open the finished run, show it to `saved`, and draw its report if asked."""
    run = Run(finished.run.path)
    saved(run)
    if report and finished.evaluation is not None:
        run.report(finished.dataset, finished.evaluation)
    return run
