"""The six ways to distort pictures, and how strongly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convscope._types import Pixels
from convscope.evaluation.distortions._geometry import rotate, scale, shifts
from convscope.evaluation.distortions._grey import add_noise, invert
from convscope.evaluation.distortions._stroke import thicken

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Distortion:
    """One way to distort pictures.

    Args:
        name: what it is called.
        unit: of its strengths.
        neutral: the strength that changes nothing.
        values: the strengths to try.
        versions: images, strength and seed in; one or several distorted versions out.
    """

    name: str
    unit: str
    neutral: float
    values: tuple[float, ...]
    versions: Callable[[Pixels, float, int], list[Pixels]]


_NOISE = (0.0, 16.0, 32.0, 48.0, 64.0, 80.0, 96.0, 112.0)
_ANGLES = tuple(float(angle) for angle in range(-30, 31, 5))


def _steps(first: int, last: int, divisor: int = 1) -> tuple[float, ...]:
    return tuple(step / divisor for step in range(first, last + 1))


DISTORTIONS = (
    Distortion("shift", "pixels", 0.0, _steps(0, 4), lambda images, value, _: shifts(images, value)),
    Distortion("rotation", "degrees", 0.0, _ANGLES, lambda images, value, _: [rotate(images, value)]),
    Distortion("scale", "factor", 1.0, _steps(7, 13, 10), lambda images, value, _: [scale(images, value)]),
    Distortion("thickness", "pixels", 0.0, _steps(-3, 4, 2), lambda images, value, _: [thicken(images, value)]),
    Distortion("noise", "grey levels", 0.0, _NOISE, lambda images, value, seed: [add_noise(images, value, seed)]),
    Distortion("inversion", "share", 0.0, _steps(0, 10, 10), lambda images, value, _: [invert(images, value)]),
)
"""The six, in the order of the report."""
