"""How much an image looks like a digit at all."""

from __future__ import annotations

import functools

import numpy as np
from jaxtyping import Float32

from convscope import pretrained
from convscope._types import Pixels
from convscope.glass import GlassModel

SHAPE = (28, 28, 1)
"""What the network sees: MNIST's form."""


@functools.cache
def _network() -> GlassModel:
    return GlassModel(pretrained.path("judge"), threads=1)


def digit_likeness(images: Pixels) -> Float32[np.ndarray, " n"]:
    """Return for each image in MNIST's form, (n, 28, 28, 1), the probability that it is a digit.

    A network that was trained on digits alone must call everything one of them: a letter, a blot, half an 8. This
    one was trained on digits and on such things, in equal shares.
    """
    if not len(images):
        return np.zeros(0, np.float32)
    network = _network()
    return np.asarray(1 - network.predict(images)[:, network.info.class_names.index("other")], np.float32)
