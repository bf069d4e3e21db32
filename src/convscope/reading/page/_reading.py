"""What was read: lines of digits with their places, and what was refused."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from convscope.reading.page._annotate import annotated

if TYPE_CHECKING:
    from PIL import Image


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels of the upright picture.

    Args:
        left: first column.
        top: first row.
        width: how many columns.
        height: how many rows.
    """

    left: int
    top: int
    width: int
    height: int

    def to_list(self) -> list[int]:
        """Return [left, top, width, height]."""
        return [self.left, self.top, self.width, self.height]


@dataclass(frozen=True)
class Digit:
    """One digit that was read.

    Args:
        digit: the class's name, "0" to "9" for a network of digits.
        probability: how often a digit is right of which the networks are so sure, by composed pages.
        second: the next likeliest class.
        box: where it is.
        doubtful: whether the network is unsure, or one digit was expected and there are several marks.
    """

    digit: str
    probability: float
    second: str
    box: Box
    doubtful: bool

    def to_dict(self) -> dict[str, Any]:
        """Return what can be written as JSON."""
        return {
            "digit": self.digit,
            "probability": self.probability,
            "second": self.second,
            "box": self.box.to_list(),
            "doubtful": self.doubtful,
        }


UNLIKE, UNSURE = "unlike any digit", "less sure than asked"
"""Why most marks are refused: neither the networks nor the neighbours take it for a digit; or they are not so sure of
one digit as was asked for."""


@dataclass(frozen=True)
class Refused:
    """Ink that is no digit.

    Args:
        reason: why, in words.
        box: where it is.
    """

    reason: str
    box: Box

    def to_dict(self) -> dict[str, Any]:
        """Return what can be written as JSON."""
        return {"reason": self.reason, "box": self.box.to_list()}


@dataclass(frozen=True)
class Line:
    """A line of digits, from left to right."""

    digits: tuple[Digit, ...]

    @property
    def text(self) -> str:
        """Its digits, doubtful ones included."""
        return "".join(digit.digit for digit in self.digits)

    def to_dict(self) -> dict[str, Any]:
        """Return what can be written as JSON."""
        return {"text": self.text, "digits": [digit.to_dict() for digit in self.digits]}


@dataclass(frozen=True)
class Reading:
    """What was read on a picture.

    Args:
        file: the picture's path, or "".
        lines: from top to bottom; none if there are no digits.
        refused: ink that is no digit.
        tilt: by how many degrees the writing fell to the right.
        picture: the upright picture.
        page: which page of a document it is, from 1; None for a picture that has no pages.
        several: whether one digit was expected and there are several marks of a digit's size.
    """

    file: str
    lines: tuple[Line, ...]
    refused: tuple[Refused, ...]
    tilt: float
    picture: Image.Image
    page: int | None = None
    several: bool = False

    @cached_property
    def text(self) -> str:
        """The lines joined by newlines; "" if there are no digits."""
        return "\n".join(line.text for line in self.lines)

    @property
    def digits(self) -> tuple[Digit, ...]:
        """All digits in reading order."""
        return tuple(digit for line in self.lines for digit in line.digits)

    def to_dict(self) -> dict[str, Any]:
        """Return what can be written as JSON: file, of a document's pages their number, text, lines, refused."""
        return {
            "file": self.file,
            **({} if self.page is None else {"page": self.page}),
            "text": self.text,
            "lines": [line.to_dict() for line in self.lines],
            "refused": [refused.to_dict() for refused in self.refused],
        }

    def annotate(self) -> Image.Image:
        """Return the picture with a box and its digit around everything read; what was refused is crossed out.

        It is made smaller where its longer side has more than 1,600 pixels, and larger where that has less than 600;
        the boxes of `digits` and `refused` are those of `picture`, which keeps its size.
        """
        return annotated(self)
