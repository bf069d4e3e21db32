"""The mark to reach: what the tutorial prints."""

from __future__ import annotations

TUTORIAL_ACCURACY = 0.9865
"""The validation accuracy in the tutorial's last epoch, on MNIST."""


def reference_accuracy(data: str) -> float | None:
    """Give the accuracy that the tutorial reports on `data`, or None where it reports none."""
    return TUTORIAL_ACCURACY if data == "mnist" else None
