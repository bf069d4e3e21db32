"""One training: from settings to a saved run, and on from its last checkpoint."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import keras
from filelock import FileLock, Timeout

from convscope import _files, datasets, engine
from convscope._errors import ConvscopeError, InputError, JobError, LossError, one_line
from convscope.datasets import Dataset
from convscope.recipes import check_whole, summary_text
from convscope.runs import RunFolder, create_run, load_run, put_back, take_over
from convscope.training._checkpoint import Checkpoint, State, load_state
from convscope.training._finish import Finished, finish
from convscope.training._guards import FiniteLoss, TrainingInterrupted, no_number
from convscope.training._job import Job
from convscope.training._network import build_network, network_suffix
from convscope.training._progress import Bars, progress
from convscope.training._record import changed_versions, check_same_data, config
from convscope.training._rows import training_rows
from convscope.training._settings import Settings, settings_from_dict
from convscope.training._tensorboard import TensorBoardLog
from convscope.training._whole_run import WholeRun


@dataclasses.dataclass(frozen=True)
class Sitting:
    """How one sitting of a training behaves; nothing here changes its result.

    Attributes:
        quiet: print nothing on the way.
        tensorboard: write a log for TensorBoard.
        callbacks: the user's own Keras callbacks; they see each member of an ensemble as a training of its own.
        started: `time.perf_counter()` at the start of the command.
    """

    quiet: bool = False
    tensorboard: bool = False
    callbacks: Sequence[keras.callbacks.Callback] = ()
    started: float = dataclasses.field(default_factory=time.perf_counter)


def train(
    settings: Settings,
    *,
    dataset: Dataset | None = None,
    out: str | os.PathLike[str] | None = None,
    overwrite: bool = False,
    sitting: Sitting | None = None,
) -> Finished:
    """Train as `settings` say and save the run.

    Args:
        settings: recipe or network, data, choices.
        dataset: the data, already loaded; else `settings.data` is loaded.
        out: the run's folder; None takes the next free `runs/<recipe>-<n>`.
        overwrite: replace the run that is in `out`.
        sitting: how this sitting behaves.

    Raises:
        InputError: the data, the network or the folder is wrong; nothing was written.
        JobError: the run could not be saved, or the loss became NaN.
        TrainingInterrupted: the user ended it; what was saved stays.
    """
    sitting = sitting or Sitting()
    data = _load(settings, dataset)
    if dataset is None and settings.data not in datasets.NAMED:
        # The run is opened from other folders too.
        settings = dataclasses.replace(settings, data=str(Path(settings.data).absolute()))
    network = build_network(settings, data)
    rows = training_rows(data, network.model, network.choices)
    run = create_run(out, settings.recipe, overwrite=overwrite)
    job = Job(run, settings, network, data, rows)
    with _locked(run):
        _say(sitting, *network.words)
        if take_over(run, overwrite=overwrite):
            _say(sitting, f"the run that was here is in {run.replaced_path} until this one has finished")
        try:
            _begin(job)
            return _fit(job, None, sitting)
        except Exception:
            if not run.state_path.exists():  # there is nothing to go on with
                with contextlib.suppress(OSError):
                    put_back(run)
            raise


def resume(
    path: str | os.PathLike[str],
    *,
    dataset: Dataset | None = None,
    epochs: int | None = None,
    sitting: Sitting | None = None,
) -> Finished:
    """Go on with the run in `path` after its last checkpoint; it ends with the bits of one that was left alone.

    Args:
        path: the run's folder.
        dataset: the data, already loaded; else the run's own is loaded again.
        epochs: train up to so many epochs instead; for a finished run, more than it has.
        sitting: how this sitting behaves.

    Raises:
        InputError: the folder holds no run, the data has changed, or the run is finished already.
    """
    sitting = sitting or Sitting()
    run = load_run(path)
    try:
        settings = settings_from_dict(run.config["settings"])
    except InputError as error:
        raise InputError(error.rule, found=error.found, todo="train the run anew", file=run.path) from error
    if epochs is not None:
        check_whole("epochs", epochs, low=1)
        choices = dataclasses.replace(settings.choices, epochs=epochs)
        settings = dataclasses.replace(settings, choices=choices, changes={**settings.changes, "epochs": epochs})
    with _locked(run):
        data = _load(settings, dataset)
        check_same_data(run, data)
        suffix = network_suffix(settings)
        network = build_network(settings, data, source=None if suffix is None else run.network_path(suffix))
        if epochs is not None and len(network.learners) > 1:
            raise InputError(
                "an ensemble's epochs stay as they were: its first members have had theirs",
                found=f"--epochs {epochs}",
                todo="leave it out, or train anew",
                file=run.path,
            )
        job = Job(run, settings, network, data, training_rows(data, network.model, network.choices))
        run.write_summary(summary_text(network.model))  # the optimizer's variables, which come now, are not in it
        state = load_state(run.state_path, network) if run.state_path.exists() else None
        _check_unfinished(job, state)
        if state is not None and epochs is not None:
            state = dataclasses.replace(state, stopped=False)
        if changes := changed_versions(run):
            _say(sitting, f"versions have changed, so the bits may differ: {', '.join(changes)}")
        if epochs is not None:
            run.write_config(config(job))
        return _fit(job, state, sitting)


def _begin(job: Job) -> None:
    """Write down what is trained. The config makes the folder a run, so what a resumed run needs is there before it."""
    suffix = network_suffix(job.settings)
    if suffix is not None and job.settings.model is not None:
        _files.write_bytes(job.run.network_path(suffix), Path(job.settings.model).read_bytes())
    job.run.write_config(config(job))
    job.run.write_summary(summary_text(job.network.model))


def _fit(job: Job, state: State | None, sitting: Sitting) -> Finished:
    """Run the epochs that are left, then finish."""
    epochs = job.network.epochs
    checkpoint = Checkpoint(job.run, job.network, job.settings.seed, state)
    bars = progress(epochs, batches=job.settings.engine == "keras")
    done = checkpoint.state.epoch
    own: list[WholeRun] = [FiniteLoss(), checkpoint]
    if sitting.tensorboard:
        own.append(TensorBoardLog(job.run, done))
    if not sitting.quiet:
        own.append(bars)
    try:
        with _in_one_line(checkpoint, sitting):
            for number in range(len(job.network.learners)):
                each = job.network.choices.epochs
                left = range(max(0, checkpoint.state.epoch - number * each), each)
                if left and not checkpoint.state.stopped:
                    for callback in own:
                        callback.epochs_before = number * each
                    _fit_one(job, number, [*sitting.callbacks, *own], left)
        before = 0.0 if state is None else state.seconds
        return finish(job, checkpoint.state, sitting.started - before)
    except KeyboardInterrupt as error:
        raise TrainingInterrupted(job.run, checkpoint.state.epoch, epochs) from error
    finally:
        if isinstance(bars, Bars):
            bars.close()


def _fit_one(job: Job, number: int, callbacks: Sequence[keras.callbacks.Callback], epochs: range) -> None:
    """Train one learner for its epochs, as it would be trained alone with its seed."""
    learner, choices = job.network.learners[number], job.network.choices
    by_keras = job.settings.engine == "keras"
    fit = learner.fit if by_keras else functools.partial(engine.fit, learner, seed=job.settings.seed + number)
    try:
        fit(
            job.rows.x,
            job.rows.y,
            batch_size=choices.batch_size,
            epochs=epochs.stop,
            initial_epoch=epochs.start,
            validation_split=choices.validation_split,
            callbacks=callbacks,
            verbose=0,
        )
    except LossError as error:
        # The engine knows this learner's epochs only.
        raise no_number("the loss", error.value, number * choices.epochs + error.epoch) from error


def _load(settings: Settings, dataset: Dataset | None) -> Dataset:
    """Return the data, no more of it than the limit."""
    source = settings.data if dataset is None else dataset
    data = datasets.load(source, resize=settings.resize, seed=settings.seed)
    return data if settings.limit is None else datasets.limited(data, settings.limit)


@contextlib.contextmanager
def _in_one_line(checkpoint: Checkpoint, sitting: Sitting) -> Iterator[None]:
    """Say in one line what Keras could not do; before the first epoch is done, network or loss do not fit the data."""
    try:
        yield
    except (ConvscopeError, OSError, MemoryError):
        raise
    except Exception as error:
        if sitting.callbacks:  # it may be theirs
            raise
        found = f"{type(error).__name__}: {error}"
        if checkpoint.state.epoch == 0:
            raise InputError(
                "the network, its loss and its optimizer must fit the data",
                found=found,
                todo="change the loss, the optimizer or the network",
            ) from error
        todo = f"what was saved is kept; go on with: {checkpoint.run.resume_command}"
        raise JobError("the training must go on", found=found, todo=todo) from error


def _check_unfinished(job: Job, state: State | None) -> None:
    """Refuse to go on where nothing is left to do."""
    run, epochs, done = job.run, job.network.epochs, 0 if state is None else state.epoch
    if done > epochs:
        raise InputError(
            "--epochs counts from the run's beginning",
            found=f"{epochs}, where {done} are done",
            todo=f"give {done} to finish the run there, or more",
            file=run.path,
        )
    if run.finished and done >= epochs:
        raise InputError(
            "a finished run goes on only with more epochs",
            found=f"{done} epochs of {epochs}",
            todo=f"give --epochs {done + 5} (epochs={done + 5}), say",
            file=run.path,
        )


@contextlib.contextmanager
def _locked(run: RunFolder) -> Iterator[None]:
    """Hold the run's lock; two processes never train one run."""
    try:
        lock = FileLock(run.lock_path, timeout=0)
        lock.acquire()
    except Timeout:
        raise InputError(
            "one process at a time trains a run",
            found="another one at it",
            todo="wait for it, or choose another folder",
            file=run.path,
        ) from None
    except (OSError, NotImplementedError) as error:
        raise JobError(
            "the run's folder must be writable",
            found=(getattr(error, "strerror", None) or type(error).__name__).lower(),
            todo="choose another place",
            file=run.path,
        ) from error
    try:
        for folder in (run.path, run.lock_path.parent):
            _files.remove_leftovers(folder)
        yield
    finally:
        lock.release()


def _say(sitting: Sitting, *lines: str) -> None:
    """Print words on standard error."""
    if not sitting.quiet:
        for line in lines:
            print(one_line(line), file=sys.stderr)  # noqa: T201 - words go to standard error
