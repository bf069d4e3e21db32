"""The run's log for TensorBoard, without TensorFlow (which Keras's own callback of that name needs)."""

from __future__ import annotations

from typing import Any

from convscope._optional import require
from convscope.runs import RunFolder
from convscope.training._whole_run import WholeRun


class TensorBoardLog(WholeRun):
    """Writes Keras's tags (`epoch_loss`, `epoch_acc`, ...) to the writers `train` and `validation`.

    Raises:
        MissingPartError: tensorboardX is not installed.
    """

    def __init__(self, run: RunFolder, initial_epoch: int = 0) -> None:
        super().__init__()
        writer = require("tensorboardX", extra="tensorboard").SummaryWriter
        # An epoch that is done again after a resume replaces what was logged of it.
        self._writers = {
            part: writer(str(run.tensorboard_path / part), purge_step=initial_epoch) for part in ("train", "validation")
        }

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Write the epoch's figures."""
        for name, value in (logs or {}).items():
            part = "validation" if name.startswith("val_") else "train"
            self._writers[part].add_scalar(
                f"epoch_{name.removeprefix('val_')}", float(value), self.epochs_before + epoch
            )
        for writer in self._writers.values():
            writer.flush()

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Close the files."""
        del logs
        for writer in self._writers.values():
            writer.close()
