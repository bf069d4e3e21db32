"""What a diagnosis says: of each digit, and of all together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from convscope._types import Picture

if TYPE_CHECKING:
    from PIL import Image

    from convscope.reading.page import Box, Refused
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
class DigitDiagnosis:
    """What each step of the preparation is worth, for one digit and one network.

    Args:
        prepared: the digit's way to the network; its `steps` are the film strip.
        says: what the network reads with all steps; None if the picture is blank.
        probability: what it gives that class.
        without: each step left out that was taken: of light ink nothing was inverted.
        box: where the digit is on the picture; None if the picture shows one digit.
    """

    prepared: Prepared
    says: str | None
    probability: float | None
    without: tuple[WithoutStep, ...]
    box: Box | None = None

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
            "box": None if self.box is None else self.box.to_list(),
            "preparation": self.prepared.words,
            "several": self.prepared.several,
            "without": [case.to_dict() for case in self.without],
        }


@dataclass(frozen=True)
class StepWorth:
    """What one step is worth over all digits of a picture.

    Args:
        name: what was left out, or "all steps".
        words: what that means.
        same: for how many digits the network gives the answer that it gives with all steps.
        of_the_digit: the mean of what it gives that answer, 0..1.
    """

    name: str
    words: str
    same: int
    of_the_digit: float

    def to_dict(self) -> dict[str, Any]:
        """Return what can be written as JSON."""
        return {"step": self.name, "words": self.words, "same": self.same, "of_the_digit": self.of_the_digit}


@dataclass(frozen=True)
class Diagnosis:
    """Why a network reads a picture as it does.

    Args:
        file: the picture's path, or "".
        lines: its digits, line by line; none if it is blank.
        refused: ink that is no digit, as a `Reading` has it; none if the picture was said to show one digit.
        picture: the upright picture.
        taken: which of its file's several pictures it is, in words; "" where there is only one.
    """

    file: str
    lines: tuple[tuple[DigitDiagnosis, ...], ...]
    refused: tuple[Refused, ...]
    picture: Image.Image
    taken: str = ""

    @property
    def digits(self) -> tuple[DigitDiagnosis, ...]:
        """All digits in reading order."""
        return tuple(digit for line in self.lines for digit in line)

    @property
    def text(self) -> str:
        """What the network says with all steps, the lines joined by newlines."""
        return "\n".join("".join(digit.says or "" for digit in line) for line in self.lines)

    @cached_property
    def steps(self) -> tuple[StepWorth, ...]:
        """What each step that was taken is worth over all digits; the first is all of them. None without digits."""
        digits = self.digits
        if not digits:
            return ()
        whole = sum(digit.probability or 0.0 for digit in digits) / len(digits)
        worth = [StepWorth("all steps", "prepared as MNIST's digits were", len(digits), whole)]
        for index, first in enumerate(digits[0].without):
            cases = [digit.without[index] for digit in digits]
            same = sum(case.says == digit.says for case, digit in zip(cases, digits, strict=True))
            worth.append(
                StepWorth(first.name, first.words, same, sum(case.of_the_digit for case in cases) / len(cases))
            )
        return tuple(worth)

    @property
    def words(self) -> str:
        """The diagnosis as text: what each step is worth, a line a step; and what was refused."""
        count = len(self.digits)
        lines = [
            f"{step.name}: {step.same} of {count} read the same, the answer gets {100 * step.of_the_digit:.1f} %"
            for step in self.steps
        ]
        return "\n".join(line for line in (*(lines or ["no digits found"]), self.refused_words) if line)

    @property
    def refused_words(self) -> str:
        """How many marks were refused and why, the commonest reason first; "" if none was."""
        if not self.refused:
            return ""
        reasons = Counter(refused.reason for refused in self.refused)
        each = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
        return f"{len(self.refused)} mark{'' if len(self.refused) == 1 else 's'} refused: {each}"

    def to_dict(self) -> dict[str, Any]:
        """Return what can be written as JSON; pictures are left out."""
        return {
            "file": self.file,
            "text": self.text,
            "steps": [step.to_dict() for step in self.steps],
            "digits": [digit.to_dict() for digit in self.digits],
            "refused": [refused.to_dict() for refused in self.refused],
        }

    def draw(self) -> Image.Image:
        """Draw the film strip of every digit, and what the network says with each step left out; an RGB image."""
        from convscope.reading.diagnosis._draw import draw_diagnosis

        return draw_diagnosis(self)
