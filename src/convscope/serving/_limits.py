"""How much one request, and all of them together, may ask for."""

from __future__ import annotations

from dataclasses import dataclass

from convscope._errors import InputError

_BODIES = 10
_MOST = 1e9
# Of each limit: its unit on the command line, how many of ours that is, and the least that is of use.
_UNITS = {
    "body": (", in MB", 1e6, 0.001),
    "pixels": (", in millions", 1e6, 0.001),
    "seconds": (", in seconds", 1.0, 0.001),
    "waiting": ("", 1.0, 1.0),
}


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
        for name, (unit, size, least) in _UNITS.items():
            value, usual = getattr(self, name) / size, getattr(Limits, name) / size
            if not least <= value <= _MOST / size:
                raise InputError(
                    f"the limit on {name} (--max-{name}{unit}) must be at least {least:g} and at most {_MOST / size:g}",
                    found=f"{value:g}",
                    todo=f"leave it out for {usual:g}",
                )

    @property
    def held(self) -> float:
        """The most bytes of bodies that are held at once."""
        return _BODIES * self.body
