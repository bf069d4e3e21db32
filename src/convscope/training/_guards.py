"""What ends a training early: a loss that is no number any more, and the user."""

from __future__ import annotations

import math
from typing import Any

from convscope._errors import JobError
from convscope.runs import RunFolder
from convscope.training._whole_run import WholeRun


def no_number(name: str, value: float, epoch: int) -> JobError:
    """Make the error of a loss that is no number in an epoch of the run, counted from 1."""
    return JobError(
        f"{name} must stay a number",
        found=f"{value} in epoch {epoch}",
        todo="the epochs before it are kept; try a smaller learning rate",
    )


class FiniteLoss(WholeRun):
    """Ends the training with one clear line when the loss becomes NaN or infinite, before that epoch is saved."""

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Check the epoch's losses."""
        for name in ("loss", "val_loss"):
            value = (logs or {}).get(name)
            if value is not None and not math.isfinite(float(value)):
                raise no_number(name, float(value), self.epochs_before + epoch + 1)


class TrainingInterrupted(KeyboardInterrupt):
    """The user ended a training (Ctrl-C); `run` is its folder, `epoch` the number of epochs that are saved."""

    def __init__(self, run: RunFolder, epoch: int, epochs: int) -> None:
        self.run, self.epoch, self.epochs = run, epoch, epochs
        super().__init__(f"interrupted; {epoch} of {epochs} epochs are saved; go on with: {run.resume_command}")
