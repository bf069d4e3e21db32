"""The choices a recipe makes and a user may change, each checked against its rule."""

from __future__ import annotations

import dataclasses
import difflib
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from convscope._errors import InputError

_LARGEST = float(np.finfo(np.float32).max)
"""Keras computes with float32."""


@dataclasses.dataclass(frozen=True)
class Choices:
    """How a network is trained. Names and defaults are Keras's and the tutorial's.

    Attributes:
        epochs: passes over the training rows.
        batch_size: images a step.
        optimizer: a name of `keras.optimizers`.
        learning_rate: None takes the recipe's, or the optimizer's own default.
        loss: a name of `keras.losses`; labels are one-hot unless its name begins with "sparse".
        validation_split: share of the training rows kept for validation: the last ones, before any shuffling.
        dropout: rate of the network's dropout layers.
        scaling: a name of `datasets.SCALINGS`.
    """

    epochs: int = 10
    batch_size: int = 32
    optimizer: str = "adam"
    learning_rate: float | None = None
    loss: str = "mse"
    validation_split: float = 0.2
    dropout: float = 0.25
    scaling: str = "tutorial"

    def __post_init__(self) -> None:
        """Check every choice against its rule."""
        check_whole("epochs", self.epochs, low=1)
        check_whole("batch_size", self.batch_size, low=1)
        if self.learning_rate is not None:
            check_number("learning_rate", self.learning_rate, low=0.0, exclusive=True)
        check_number("validation_split", self.validation_split, low=0.0, below=1.0)
        check_number("dropout", self.dropout, low=0.0, below=1.0)
        for name in ("optimizer", "loss", "scaling"):
            if not isinstance(getattr(self, name), str) or not getattr(self, name):
                raise InputError(f"{name} must be a name", found=repr(getattr(self, name)))

    def changed(self, changes: Mapping[str, Any]) -> Choices:
        """Return these choices with `changes` made; a value of None changes nothing.

        Raises:
            InputError: a name is no choice, or a value breaks its rule.
        """
        names = [field.name for field in dataclasses.fields(self)]
        for name in changes:
            check_name("a choice of a recipe", name, names)
        return dataclasses.replace(self, **{key: value for key, value in changes.items() if value is not None})


def check_name(what: str, name: str, known: list[str]) -> None:
    """Raise `InputError`, with the nearest known name, unless `name` is one of `known`."""
    if name in known:
        return
    raise InputError(f"{what} must be known", found=repr(name), todo=nearest(name, known))


def nearest(name: str, known: list[str]) -> str:
    """Return what to do about an unknown name: the nearest one that is known, or all of them."""
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {near[0]}?" if near else f"choose one of {', '.join(known)}"


def check_whole(name: str, value: object, *, low: int, high: int | None = None) -> None:
    """Raise `InputError` unless `value` is a whole number from `low` to `high`."""
    fits = isinstance(value, int) and not isinstance(value, bool) and value >= low and (high is None or value <= high)
    if not fits:
        limits = f"of {low} or more" if high is None else f"from {low} to {high}"
        raise InputError(f"{name} must be a whole number {limits}", found=repr(value))


def check_number(name: str, value: object, *, low: float, below: float = math.inf, exclusive: bool = False) -> None:
    """Raise `InputError` unless `value` is a finite number from `low` (or above it) and under `below`."""
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    if fits:
        assert isinstance(value, int | float)
        fits = (value > low if exclusive else value >= low) and value < below and value <= _LARGEST
    if not fits:
        lower = f"above {low:g}" if exclusive else f"of {low:g} or more"
        upper = "" if below == math.inf else f" and under {below:g}"
        raise InputError(f"{name} must be a number {lower}{upper}", found=repr(value))
