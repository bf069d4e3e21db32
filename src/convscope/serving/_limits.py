"""How much one request, and all of them together, may ask for."""

from __future__ import annotations

from dataclasses import dataclass, fields

from convscope._errors import InputError

_BODIES = 10
_MOST = 1e9


@dataclass(frozen=True)
class Limits:
    """What a process of the service accepts; what exceeds it is answered with 413, 408 or 503.

    Args:
        body: the most bytes of a request's body, packed or unpacked.
        pixels: the most pixels of a picture.
        seconds: how long a body may take to arrive, and then its answer to be ready.
        waiting: how many requests may wait while others are worked on.
    """

    body: float = 20e6
    pixels: float = 64e6
    seconds: float = 30.0
    waiting: int = 64

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not 0 < value <= _MOST:
                raise InputError(
                    f"the limit on {field.name} must be above 0 and at most {_MOST:g}",
                    found=value,
                    todo="leave it out for the usual one",
                )

    @property
    def held(self) -> float:
        """The most bytes of bodies that are held at once."""
        return _BODIES * self.body
