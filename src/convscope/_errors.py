"""The one family of errors: each message is a single line of three parts.

The parts stand in this order: the rule, what was found (with the file), what to do next. Bad input ends a
command with exit code 2, a job that could not be done with 1.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

# The last ones turn the direction of writing, and with it what a file's name seems to end in.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONGEST_PART = 400


def one_line(text: object) -> str:
    """Return `text` as one printable line: control characters escaped, the middle of a very long one left out."""
    line = _CONTROL.sub(lambda match: repr(match.group())[1:-1], str(text).strip())
    if len(line) > _LONGEST_PART:
        half = _LONGEST_PART // 2
        line = f"{line[:half]} ... {line[-half:]}"
    return line


def times(sides: Sequence[int]) -> str:
    """Return a shape as "28 x 28 x 1"."""
    return " x ".join(map(str, sides))


class ConvscopeError(Exception):
    """What every error of convscope is.

    Args:
        rule: what must hold, as a sentence without its full stop.
        found: the value that broke the rule.
        todo: what the user can do next.
        file: the file or folder that is wrong; it stands first.
    """

    exit_code = 1

    def __init__(
        self,
        rule: str,
        *,
        found: object = None,
        todo: str | None = None,
        file: str | os.PathLike[str] | None = None,
    ) -> None:
        self.rule, self.found, self.todo, self.file = rule, found, todo, file
        parts = [one_line(rule)]
        if found is not None:
            parts.append(f"found {one_line(found)}")
        if todo is not None:
            parts.append(one_line(todo))
        name = "" if file is None else one_line(os.fspath(file))
        prefix = f"{name}: " if name else ""
        super().__init__(prefix + "; ".join(parts))


class InputError(ConvscopeError, ValueError):
    """Bad input or usage: a file, an array, an option. Commands end with 2; Keras users catch a `ValueError`."""

    exit_code = 2


class TooLargeError(InputError):
    """More than is accepted: bytes, pixels, pages."""


class WrongKindError(InputError):
    """Of a kind that is not read at all, whatever is in it."""


class MissingPartError(InputError, ImportError):
    """An optional package is needed and not installed."""


class JobError(ConvscopeError, RuntimeError):
    """The job itself failed: a disk that is full, a folder that cannot be written, a loss that became NaN."""

    exit_code = 1


class LossError(JobError):
    """The loss became NaN or infinite in a call of `fit`.

    Attributes:
        value: what it became.
        epoch: in which epoch of that call, from 1.
    """

    def __init__(self, value: float, epoch: int) -> None:
        super().__init__(
            "the loss must stay a number",
            found=f"{value} in epoch {epoch}",
            todo="the model has the weights from before it; lower the learning rate or look at the data",
        )
        self.value, self.epoch = value, epoch
