"""Finds where overfitting opens: the gap between training and validation."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from convscope.evaluation._history import accuracy_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

EPOCHS_AFTER = 2
"""How many epochs must follow the best one before a rise counts."""

RISE = 0.05
"""By which share the validation loss must have risen."""


@dataclass(frozen=True)
class Gap:
    """How far training and validation lie apart, measured on the history.

    Args:
        opens_after: the epoch (from 1) with the lowest validation loss, when overfitting opens after it; else None.
        best_epoch: the epoch (from 1) with the lowest validation loss.
        rise: by which share the validation loss, as a mean over the last two epochs, lies above its lowest value.
        loss: validation loss minus training loss in the last epoch.
        accuracy: training accuracy minus validation accuracy in the last epoch; None without accuracies.
    """

    opens_after: int | None
    best_epoch: int
    rise: float
    loss: float
    accuracy: float | None

    def to_dict(self) -> dict[str, Any]:
        """Give the gap ready for JSON."""
        return asdict(self)


def measure_gap(history: Mapping[str, Sequence[float]]) -> Gap | None:
    """Measure the gap between training and validation.

    The gap *opens* after the epoch with the lowest validation loss (the first of equals) when at least two epochs
    follow it, the training loss of the last epoch is below that epoch's, and the mean validation loss of the last
    two epochs is at least 5 % above the lowest.

    Args:
        history: `loss`, `val_loss` and, where there are any, `acc` and `val_acc`; one number an epoch.

    Returns:
        None without validation, without epochs, or when a loss is not finite.
    """
    training, validation = list(history.get("loss", ())), list(history.get("val_loss", ()))
    if not training or len(training) != len(validation) or not all(map(math.isfinite, training + validation)):
        return None
    best = validation.index(min(validation))
    lowest = validation[best]
    ending = validation[-EPOCHS_AFTER:]
    mean = sum(ending) / len(ending)
    rise = (mean - lowest) / lowest if lowest > 0 else 0.0
    opened = len(validation) - 1 - best >= EPOCHS_AFTER and training[-1] < training[best] and rise >= RISE
    return Gap(
        opens_after=best + 1 if opened else None,
        best_epoch=best + 1,
        rise=rise,
        loss=validation[-1] - training[-1],
        accuracy=_accuracy_gap(history),
    )


def _accuracy_gap(history: Mapping[str, Sequence[float]]) -> float | None:
    name = accuracy_name(history)
    if name is None or not history.get(name) or not history.get(f"val_{name}"):
        return None
    return float(history[name][-1]) - float(history[f"val_{name}"][-1])
