"""Progress on standard error: a bar on a terminal, one plain line an epoch elsewhere, nothing when quiet."""

from __future__ import annotations

import sys
import time
from typing import Any, TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from convscope.training._whole_run import WholeRun

_REFRESH = 0.2
"""Seconds between two readings of the loss within an epoch; each waits for the step to end."""


def epoch_line(epoch: int, epochs: int, seconds: float, logs: dict[str, float]) -> str:
    """Return an epoch in the tutorial's look: `Epoch 3/10 - 12s - loss: 0.0041 - acc: 0.9731 - ...`."""
    order = sorted(logs, key=lambda name: (name.startswith("val_"), name.removeprefix("val_") != "loss"))
    figures = "".join(f" - {name}: {_number(logs[name])}" for name in order)
    return f"Epoch {epoch}/{epochs} - {_seconds(seconds)}{figures}"


def _number(value: float) -> str:
    """Return four decimals, or four digits where those would show nothing."""
    return f"{value:.4f}" if abs(value) >= 1e-3 or value == 0 else f"{value:.3e}"  # noqa: PLR2004 - four decimals


def _figures(logs: dict[str, Any] | None) -> str:
    """Return "acc 0.9731  loss 0.0041", of the training rows."""
    return "  ".join(
        f"{name} {_number(float(value))}" for name, value in sorted((logs or {}).items()) if not name.startswith("val_")
    )


def _seconds(seconds: float) -> str:
    """Return "12s", or "1.3s" when short."""
    return f"{seconds:.1f}s" if seconds < 9.95 else f"{seconds:.0f}s"  # noqa: PLR2004 - two digits


class EpochLines(WholeRun):
    """Prints one line an epoch. Has no hooks at batches, so it costs nothing within an epoch."""

    def __init__(self, epochs: int, stream: TextIO | None = None) -> None:
        super().__init__()
        self.epochs, self.stream = epochs, stream or sys.stderr
        self._started = time.perf_counter()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Start the epoch's clock."""
        del epoch, logs
        self._started = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Print the epoch's line."""
        figures = {name: float(value) for name, value in (logs or {}).items()}
        seconds = time.perf_counter() - self._started
        self.write(epoch_line(self.epochs_before + epoch + 1, self.epochs, seconds, figures))

    def write(self, line: str) -> None:
        """Print one line."""
        print(line, file=self.stream, flush=True)


class Bars(EpochLines):
    """What bars have in common: a console, at most one bar at a time, and lines that stand above it."""

    def __init__(self, epochs: int, console: Console) -> None:
        super().__init__(epochs)
        self.console = console
        self._bar: Progress | None = None
        self._task: Any = None

    def close(self) -> None:
        """Take the bar away, if there is one."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def write(self, line: str) -> None:
        """Print one line above whatever the console shows."""
        self.console.print(line, highlight=False, soft_wrap=True, markup=False)


class RunBar(Bars):
    """One bar for the whole training, moved at epochs' ends: for epochs that are one compiled program each."""

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Show the bar."""
        del logs
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            TextColumn("{task.fields[figures]}"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"),
            console=self.console,
            transient=True,
        )
        self._task = self._bar.add_task("compiling", total=self.epochs, figures="", left="")
        self._bar.start()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Print the epoch's line and move the bar; what is left is told from this epoch's seconds."""
        super().on_epoch_end(epoch, logs)
        if self._bar is not None:
            done = self.epochs_before + epoch + 1
            left = (self.epochs - done) * (time.perf_counter() - self._started)
            self._bar.update(
                self._task,
                completed=done,
                description=f"epoch {min(done + 1, self.epochs)}/{self.epochs}",
                figures=_figures(logs),
                left=f"{_seconds(left)} left",
            )

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Take the bar away."""
        del logs
        self.close()


class EpochBars(Bars):
    """A bar an epoch with loss, accuracy and time left; the line of a finished epoch takes its place."""

    _read = 0.0

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Show the epoch's bar."""
        super().on_epoch_begin(epoch, logs)
        self._bar = Progress(
            TextColumn(f"Epoch {self.epochs_before + epoch + 1}/{self.epochs}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TextColumn("{task.fields[figures]}"),
            TimeRemainingColumn(compact=True),
            console=self.console,
            transient=True,
        )
        self._task = self._bar.add_task("", total=self.params.get("steps"), figures="")
        self._bar.start()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Move the bar; read loss and accuracy a few times a second only."""
        if self._bar is None:
            return
        now = time.perf_counter()
        if now - self._read < _REFRESH:
            return
        self._read = now
        self._bar.update(self._task, completed=batch + 1, figures=_figures(logs))

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Take the bar away and print the epoch's line."""
        self.close()
        super().on_epoch_end(epoch, logs)


def progress(epochs: int, *, batches: bool) -> EpochLines:
    """Return what shows the progress: bars when standard error is a terminal, else lines.

    Args:
        epochs: of the whole training.
        batches: whether the batches of an epoch can be followed.
    """
    console = Console(stderr=True)
    if not console.is_terminal or console.is_dumb_terminal:
        return EpochLines(epochs)
    return EpochBars(epochs, console) if batches else RunBar(epochs, console)
