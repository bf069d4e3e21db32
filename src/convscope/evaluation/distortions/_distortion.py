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


DISTORTIONS = (
    Distortion("shift", "pixels", 0, (0, 1, 2, 3, 4), lambda images, value, _: shifts(images, value)),
    Distortion("rotation", "degrees", 0, tuple(range(-30, 31, 5)), lambda images, value, _: [rotate(images, value)]),
    Distortion("scale", "factor", 1, tuple(n / 10 for n in range(7, 14)), lambda images, v, _: [scale(images, v)]),
    Distortion("thickness", "pixels", 0, tuple(n / 2 for n in range(-3, 5)), lambda images, v, _: [thicken(images, v)]),
    Distortion(
        "noise", "grey levels", 0, tuple(range(0, 113, 16)), lambda images, v, seed: [add_noise(images, v, seed)]
    ),
    Distortion("inversion", "share", 0, tuple(n / 10 for n in range(11)), lambda images, v, _: [invert(images, v)]),
)
"""The six, in the order of the report."""
