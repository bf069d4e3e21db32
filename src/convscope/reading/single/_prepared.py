"""What came of preparing a picture: the network's image, and each step on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from convscope._types import Picture
from convscope.reading._arrays import Colour, Grey

Form: TypeAlias = Literal["digit", "plain"]
"""As MNIST's digits were made, or only resized."""

Frame: TypeAlias = Grey | Colour
"""A step's picture, grey or RGB, of any size."""


@dataclass(frozen=True)
class Step:
    """One step of the preparation.

    Args:
        name: a word or two for a caption.
        words: what was done, as part of a sentence.
        image: what the picture was like after it.
    """

    name: str
    words: str
    image: Frame


@dataclass(frozen=True)
class Prepared:
    """A picture made ready for a network.

    Args:
        image: uint8 (height, width, channels), what the network sees.
        steps: what was done, in order; the first is the picture as it was given.
        blank: whether there was nothing on the picture; the image is then empty.
        box: left, top, width and height of the digit's ink on the picture; None if no digit was looked for, or found.
        several: whether there are several marks of a digit's size, though one was expected.
        inverted: whether the ink was dark on light paper; a network's is light on dark.
    """

    image: Picture
    steps: tuple[Step, ...]
    blank: bool = False
    box: tuple[int, int, int, int] | None = None
    several: bool = False
    inverted: bool = False

    @property
    def words(self) -> str:
        """What was done, in one sentence."""
        return "; ".join(step.words for step in self.steps) + "."
