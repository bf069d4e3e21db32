"""How much an image looks like a digit at all, and which one."""

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
def _judge(threads: int | None) -> GlassModel:
    return GlassModel(pretrained.path("judge"), threads=threads)


@functools.cache
def _digits_file() -> bytes:
    return pretrained.path("digits").read_bytes()


def digit_likeness(images: Pixels, threads: int | None = 1) -> Float32[np.ndarray, " n"]:
    """Return for each image in MNIST's form, (n, 28, 28, 1), the probability that it is a digit.

    A network that was trained on digits alone must call everything one of them: a letter, a blot, half an 8. This
    one was trained on digits and on such things, in equal shares.

    Args:
        images: in MNIST's form.
        threads: how many of them the network may use; None for as many as ONNX Runtime likes.
    """
    if not len(images):
        return np.zeros(0, np.float32)
    network = _judge(threads)
    return np.asarray(1 - network.predict(images)[:, network.info.class_names.index("other")], np.float32)


def answers_for(model: GlassModel) -> bool:
    """Tell whether the judge knows what a network says: it is the shipped one, the judge without its last class."""
    return model.data == _digits_file()


def digits_and_likeness(
    images: Pixels, digits: GlassModel
) -> tuple[Float32[np.ndarray, "n 10"], Float32[np.ndarray, " n"]]:
    """Return what the shipped network of digits and the judge say, in one run: they share all layers but the last.

    Args:
        images: in MNIST's form, (n, 28, 28, 1).
        digits: the network of digits, which is not run; the judge uses as many threads as it may.
    """
    network = _judge(digits.threads)
    logits = network.logits(images)
    shares = _softmax(logits)
    other = network.info.class_names.index("other")
    return _softmax(np.delete(logits, other, axis=1) * _sharper(digits)), np.asarray(1 - shares[:, other], np.float32)


@functools.lru_cache(maxsize=1)
def _sharper(digits: GlassModel) -> float:
    """Return by how much the logits of the network of digits are larger: each was calibrated by itself."""
    judge = _judge(digits.threads)
    large, small = (np.abs(model.weights(model.info.layers[-1].name)["kernel"]) for model in (digits, judge))
    return float(large.sum() / np.delete(small, judge.info.class_names.index("other"), axis=1).sum())


def _softmax(logits: Float32[np.ndarray, "n k"]) -> Float32[np.ndarray, "n k"]:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)
