"""Muon for convolutions: their kernels' updates are made orthogonal, all other weights are Adam's.

Source: K. Jordan and others, Muon: an optimizer for hidden layers in neural networks, 2024; the size of the step as in
J. Liu and others, Muon is scalable for LLM training, 2025. Keras's own class takes matrices only, and leaves the
kernels of convolutions to Adam.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

_KERNEL = 4


class Muon(keras.optimizers.Muon):  # type: ignore[misc]  # Keras has no types
    """Keras's Muon, for convolutions' kernels (height, width, channels, filters): as matrices with a column a filter.

    The first convolution, whose images have one channel, the dense layers, biases and scales are left to Adam.
    """

    def _should_use_adamw(self, variable: Any) -> bool:
        return len(variable.shape) != _KERNEL or variable.shape[2] == 1

    def zeropower_via_newtonschulz5(self, x: Any, steps: int) -> Any:
        """Make the columns of an update orthogonal."""
        return ops.reshape(super().zeropower_via_newtonschulz5(_matrix(x), steps), x.shape)

    def lr_adjust(self, x: Any) -> Any:
        """Give an update the size that Adam's would have."""
        return ops.reshape(super().lr_adjust(_matrix(x)), x.shape)


def _matrix(kernel: Any) -> Any:
    return ops.reshape(kernel, (-1, kernel.shape[-1]))
