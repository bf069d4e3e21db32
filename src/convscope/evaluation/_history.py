"""How a history calls the accuracy, which depends on how the network was compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ACCURACY_NAMES = ("acc", "accuracy", "categorical_accuracy", "sparse_categorical_accuracy", "binary_accuracy")


def accuracy_name(history: Mapping[str, Sequence[float]]) -> str | None:
    """Give the name under which `history` holds the accuracy, or None when it holds none."""
    return next((name for name in ACCURACY_NAMES if history.get(name) or history.get(f"val_{name}")), None)
