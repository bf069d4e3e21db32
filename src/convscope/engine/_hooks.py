"""Which callbacks want to be called at every batch: that needs a program a step instead of one an epoch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

_HOOKS = ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end")


def wants_batches(callbacks: Sequence[Any]) -> list[str]:
    """Name the callbacks that override a hook at a batch's begin or end, and use it."""
    return [type(callback).__name__ for callback in callbacks if _overrides(callback) and not _only_epochs(callback)]


def _overrides(callback: Any) -> bool:
    return any(getattr(type(callback), hook) is not getattr(keras.callbacks.Callback, hook) for hook in _HOOKS)


def _only_epochs(callback: Any) -> bool:
    """Tell whether one of Keras's own callbacks does nothing at a batch, as it is set."""
    if type(callback) in (keras.callbacks.ModelCheckpoint, keras.callbacks.BackupAndRestore):
        return bool(callback.save_freq == "epoch")
    if type(callback) is keras.callbacks.LambdaCallback:
        return callback.on_train_batch_begin is None and callback.on_train_batch_end is None
    return False
