"""What callbacks that follow a whole run have in common: an ensemble's members are trained one after the other."""

from __future__ import annotations

import keras


class WholeRun(keras.callbacks.Callback):  # type: ignore[misc]  # Keras gives no types
    """A callback that counts the run's epochs: `epochs_before` are those of the learners before this one."""

    epochs_before: int = 0
