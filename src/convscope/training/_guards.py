"""What ends a training early: a loss that is no number any more, and the user."""

from __future__ import annotations

import contextlib
import math
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

import keras

from convscope._errors import JobError
from convscope.runs import RunFolder


class FiniteLoss(keras.callbacks.Callback):  # type: ignore[misc]  # Keras gives no types
    """Ends the training with one clear line when the loss becomes NaN or infinite, before that epoch is saved."""

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Check the epoch's losses."""
        for name in ("loss", "val_loss"):
            value = (logs or {}).get(name)
            if value is not None and not math.isfinite(float(value)):
                raise JobError(
                    f"{name} must stay a number",
                    found=f"{float(value)} in epoch {epoch + 1}",
                    todo="the epochs before it are kept; try a smaller --learning-rate",
                )


class Interruption(keras.callbacks.Callback):  # type: ignore[misc]  # Keras gives no types
    """Ends the training at an epoch's end when Ctrl-C was pressed and the exception came to nothing.

    Python drops an exception that is raised while a finalizer or a library's callback runs; the signal is remembered.
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked = False

    @contextlib.contextmanager
    def remembered(self) -> Iterator[None]:
        """Remember Ctrl-C while the block runs, besides raising `KeyboardInterrupt` as ever."""
        before = signal.getsignal(signal.SIGINT)
        if not callable(before) or threading.current_thread() is not threading.main_thread():
            yield
            return

        def handle(number: int, frame: FrameType | None) -> None:
            self.asked = True
            before(number, frame)

        signal.signal(signal.SIGINT, handle)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """End the training if that was asked for."""
        del epoch, logs
        if self.asked:
            raise KeyboardInterrupt


class TrainingInterrupted(KeyboardInterrupt):
    """The user ended a training (Ctrl-C); `run` is its folder, `epoch` the number of epochs that are saved."""

    def __init__(self, run: RunFolder, epoch: int, epochs: int) -> None:
        self.run, self.epoch, self.epochs = run, epoch, epochs
        super().__init__(f"interrupted; {epoch} of {epochs} epochs are saved; go on with: {run.resume_command}")
