"""The learning rate's one cycle (Smith and Topin, 2019): it rises, then falls to zero as a cosine."""

from __future__ import annotations

import keras


def one_cycle(peak: float, steps: int, *, start: float, rising: float) -> keras.optimizers.schedules.CosineDecay:
    """Return the schedule.

    Args:
        peak: the highest learning rate.
        steps: of the whole training.
        start: the first learning rate, as a share of the highest.
        rising: the share of the steps in which it rises.
    """
    before = max(1, int(rising * steps))
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=start * peak,
        decay_steps=max(1, steps - before),
        warmup_target=peak,
        warmup_steps=before,
    )
