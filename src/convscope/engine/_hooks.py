"""Which callbacks want to be called at every batch: that needs a program a step instead of one an epoch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

_TRAIN = ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end")
_TEST = ("on_test_batch_begin", "on_test_batch_end")
_KERAS_OWN = (keras.callbacks.History, keras.callbacks.ProgbarLogger)
"""What Keras adds to every training: that they see the epochs is enough."""


def want_train_batches(callbacks: Sequence[Any]) -> list[str]:
    """Name the callbacks that have a hook at a training batch's begin or end, and use it."""
    return _want(callbacks, _TRAIN)


def want_test_batches(callbacks: Sequence[Any]) -> list[str]:
    """Name the callbacks that have a hook at a validation batch's begin or end."""
    return _want(callbacks, _TEST)


def _want(callbacks: Sequence[Any], hooks: Sequence[str]) -> list[str]:
    return [type(callback).__name__ for callback in callbacks if _has(callback, hooks) and not _only_epochs(callback)]


def _has(callback: Any, hooks: Sequence[str]) -> bool:
    """Tell whether one of the hooks is not Keras's empty one: its class has another, or it was set on the object."""
    return any(
        getattr(getattr(callback, hook), "__func__", None) is not getattr(keras.callbacks.Callback, hook)
        for hook in hooks
    )


def _only_epochs(callback: Any) -> bool:
    """Tell whether one of Keras's own callbacks does nothing at a batch, as it is set."""
    if type(callback) in (keras.callbacks.ModelCheckpoint, keras.callbacks.BackupAndRestore):
        return bool(callback.save_freq == "epoch")
    return type(callback) in _KERAS_OWN
