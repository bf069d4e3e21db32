"""What the network says of a candidate digit, asked several times with small changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import cv2
import numpy as np
from jaxtyping import Float32

from convscope._types import Picture, Pixels
from convscope.reading.form import to_digit_form
from convscope.reading.judge import SHAPE, answers_for, digit_likeness, digits_and_likeness

if TYPE_CHECKING:
    from convscope.glass import GlassModel
    from convscope.reading.page._parts import Part

# (degrees turned, slant, size, weight): a digit stays what it is under these, an accident does not.
_CHANGES = (
    (0.0, 0.0, 1.0, 2.0),
    (8.0, 0.0, 1.0, 1.0),
    (-8.0, 0.0, 1.0, 1.0),
    (0.0, 0.15, 1.0, 1.0),
    (0.0, -0.15, 1.0, 1.0),
    (0.0, 0.0, 0.9, 1.0),
)
# Of many candidates, as a page of print has, those that look so little like a digit are asked about once only.
_MANY, _HOPELESS = 1500, 0.02
# About so many candidates at once; between them the reading may be given up.
_AT_ONCE = 64


class Asker:
    """Asks a network about candidates, and about each only once; for one page and one thread.

    Args:
        model: a network of digits.
        check: is called before every question; what it raises ends the reading.
    """

    def __init__(self, model: GlassModel, check: Callable[[], None]) -> None:
        self._model, self.check = model, check
        # The parts are kept, so that no other can have their identities.
        self._known: dict[int, tuple[Part, Float32[np.ndarray, " k"], float]] = {}

    @property
    def asked(self) -> int:
        """About how many candidates the network has been asked."""
        return len(self._known)

    def ask(self, parts: list[Part]) -> list[tuple[Float32[np.ndarray, " k"], float]]:
        """Return for each part how likely it is each digit, if it is one, and how likely it is one at all.

        Both are averaged over small turns, slants and sizes.
        """
        new = list({id(part): part for part in parts if id(part) not in self._known}.values())
        for first in range(0, len(new), _AT_ONCE):
            self.check()
            some = new[first : first + _AT_ONCE]
            rows, likeness = _classify(self._model, some, _HOPELESS if self.asked > _MANY else 0.0)
            for part, row, like in zip(some, rows, likeness, strict=True):
                self._known[id(part)] = part, row, float(like)
        return [self._known[id(part)][1:] for part in parts]


def ask_about(model: GlassModel, image: Picture, own: Picture) -> Float32[np.ndarray, " k"]:
    """Return how likely each digit is, of one image.

    Args:
        model: a network of digits.
        image: in the form of the network's images.
        own: the same in MNIST's form, which the judge sees.
    """
    rows, likeness = _ask_changed(model, image[None], own[None])
    return np.asarray(rows[0] * likeness[0], np.float32)


def _classify(
    model: GlassModel, parts: list[Part], hopeless: float
) -> tuple[Float32[np.ndarray, "n k"], Float32[np.ndarray, " n"]]:
    images = _in_form(parts, model.info.shape)
    own = images if model.info.shape == SHAPE else _in_form(parts, SHAPE)
    if not hopeless:
        return _ask_changed(model, images, own)
    rows, likeness = _ask(model, images, own)
    likely = np.flatnonzero(likeness > hopeless)
    if len(likely):
        rows[likely], likeness[likely] = _ask_changed(model, images[likely], own[likely])
    return rows, likeness


def _in_form(parts: list[Part], shape: tuple[int, int, int]) -> Pixels:
    return np.stack([to_digit_form(part.mask, shape) for part in parts])


def _ask_changed(
    model: GlassModel, images: Pixels, own: Pixels
) -> tuple[Float32[np.ndarray, "things k"], Float32[np.ndarray, " things"]]:
    """Ask about things, each changed in all ways; the means over these."""
    rows, likeness = _ask(
        model,
        np.concatenate([_changed(image) for image in images]),
        np.concatenate([_changed(image) for image in own]),
    )
    rows = rows.reshape(-1, len(_CHANGES), len(model.info.class_names))
    likeness = likeness.reshape(-1, len(_CHANGES))
    weights = np.array([change[-1] for change in _CHANGES], np.float32)
    weights /= weights.sum()
    return np.asarray(np.tensordot(rows, weights, axes=(1, 0)), np.float32), np.asarray(likeness @ weights, np.float32)


def _ask(
    model: GlassModel, images: Pixels, own: Pixels
) -> tuple[Float32[np.ndarray, "images k"], Float32[np.ndarray, " images"]]:
    if answers_for(model):
        return digits_and_likeness(own, model)
    return model.predict(images), digit_likeness(own, model.threads)


def _changed(image: Picture) -> Pixels:
    height, width, channels = image.shape
    middle = np.array([width / 2, height / 2])
    images = []
    for degrees, slant, size, _ in _CHANGES:
        if (degrees, slant, size) == (0.0, 0.0, 1.0):
            images.append(image)
            continue
        turn = cv2.getRotationMatrix2D((0.0, 0.0), degrees, size)[:, :2] @ np.array([[1, slant], [0, 1]])
        matrix = np.column_stack([turn, middle - turn @ middle])
        images.append(cv2.warpAffine(image, matrix, (width, height)).reshape(height, width, channels))
    return np.stack(images)
