"""What a worker process must know to be the same service as its parent meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from convscope._errors import InputError
from convscope.serving._limits import Limits

_NAME = re.compile(r"[\w.-]{1,100}")
_NOT_IN_NAME = re.compile(r"[^\w.-]")
MOST_THREADS = 1024
"""More only wait for each other, and each may hold a picture."""


def name_from(words: str) -> str:
    """Return a model's name made of a file's, which may hold anything: what an address cannot hold becomes `_`."""
    return _NOT_IN_NAME.sub("_", words)[:100] or "model"


@dataclass(frozen=True)
class Settings:
    """What is served, and within which limits.

    Args:
        model: a run's folder or a glass model's file; None for the shipped network.
        name: what the two model protocols call it; by default the run's or the file's name.
        min_confidence: digits less likely than this are refused; None for the reader's own threshold.
        together: how many waiting requests the network is asked for at once, if they hold images as numbers.
        threads: how many other requests a process works on at once; None for its share of the cores.
        limits: what is refused.
    """

    model: str | None = None
    name: str | None = None
    min_confidence: float | None = None
    together: int = 32
    threads: int | None = None
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        if self.name is not None and not _NAME.fullmatch(self.name):
            raise InputError(
                "a model's name is part of an address: 1 to 100 letters, digits, . _ and -",
                found=repr(self.name),
                todo="choose another",
            )
        if self.together < 1:
            raise InputError("max_batch must be 1 or more", found=self.together, todo="leave it out for 32")
        if self.threads is not None and not 1 <= self.threads <= MOST_THREADS:
            raise InputError(
                f"threads must be 1 or more, at most {MOST_THREADS:,}",
                found=self.threads,
                todo="leave it out to use all cores",
            )
