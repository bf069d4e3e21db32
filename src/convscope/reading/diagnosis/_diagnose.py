"""The same network, the same digit: once prepared, and once with each step left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from convscope._types import Picture
from convscope.reading.diagnosis._without import without_steps
from convscope.reading.single import prepare_single

if TYPE_CHECKING:
    from PIL import Image

    from convscope.glass import GlassModel
    from convscope.reading.single import Prepared


@dataclass(frozen=True)
class WithoutStep:
    """What the network says when one step is left out.

    Args:
        name: the step, in a word or two: "not inverted".
        words: what was left out, as a sentence without its full stop.
        image: uint8 (height, width, channels), what the network saw.
        says: the likeliest class.
        probability: what the network gives it.
        of_the_digit: what it gives the class that it reads on the prepared image.
    """

    name: str
    words: str
    image: Picture
    says: str
    probability: float
    of_the_digit: float

    def to_dict(self) -> dict[str, Any]:
        """Return what can be written as JSON; the image is left out."""
        return {
            "step": self.name,
            "words": self.words,
            "says": self.says,
            "probability": self.probability,
            "of_the_digit": self.of_the_digit,
        }


@dataclass(frozen=True)
class Diagnosis:
    """What each step of the preparation is worth, for one digit and one network.

    Args:
        prepared: the picture's way to the network.
        says: what the network reads with all steps; None if the picture is blank.
        probability: what it gives that class.
        without: each step left out.
    """

    prepared: Prepared
    says: str | None
    probability: float | None
    without: tuple[WithoutStep, ...]

    @property
    def words(self) -> str:
        """The diagnosis as text, a line a step."""
        if self.says is None or self.probability is None:
            return self.prepared.words
        lines = [f"prepared as MNIST's digits were: {self.says} ({100 * self.probability:.1f} %)"]
        lines += [
            f"{case.name}: {case.says} ({100 * case.probability:.1f} %), "
            f"{self.says} gets {100 * case.of_the_digit:.1f} %"
            for case in self.without
        ]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return what can be written as JSON."""
        return {
            "says": self.says,
            "probability": self.probability,
            "preparation": self.prepared.words,
            "without": [case.to_dict() for case in self.without],
        }


def diagnose(model: GlassModel, picture: Image.Image) -> Diagnosis:
    """Show what each step of the preparation does to a network's answer.

    Args:
        model: a network of digits.
        picture: one digit, photographed or drawn; as `load_picture` gives it.

    Returns:
        The answer on the prepared image, and those with one step left out. A blank picture has none.
    """
    shape = model.info.shape
    prepared = prepare_single(picture, shape)
    if prepared.blank:
        return Diagnosis(prepared, None, None, ())
    cases = without_steps(picture, prepared, shape)
    rows = model.predict(np.stack([prepared.image, *(image for _, _, image in cases)]))
    digit = int(rows[0].argmax())
    names = model.info.class_names
    without = tuple(
        WithoutStep(name, words, image, names[int(row.argmax())], float(row.max()), float(row[digit]))
        for (name, words, image), row in zip(cases, rows[1:], strict=True)
    )
    return Diagnosis(prepared, names[digit], float(rows[0, digit]), without)
