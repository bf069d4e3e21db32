"""What a measurement of robustness holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

HARMLESS = 0.02
"""Which loss of accuracy counts as harmless: two points."""


@dataclass(frozen=True)
class RobustnessPoint:
    """The accuracy at one strength.

    Args:
        value: the strength, in the curve's unit.
        n: how many images.
        right: how many of them are named rightly; a mean where several directions were tried.
        accuracy: right / n.
        interval: the 95 % Wilson interval of the accuracy, over n images.
    """

    value: float
    n: int
    right: float
    accuracy: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class RobustnessCurve:
    """The accuracy over the strengths of one distortion.

    Args:
        name: shift, rotation, scale, thickness, noise or inversion.
        unit: of the values: pixels, degrees, factor, grey levels, share.
        neutral: the value at which the pictures are as they were.
        points: in rising order of value.
    """

    name: str
    unit: str
    neutral: float
    points: tuple[RobustnessPoint, ...]

    @property
    def worst(self) -> RobustnessPoint:
        """The point with the lowest accuracy, the first of equals."""
        return min(self.points, key=lambda point: point.accuracy)

    def harmless(self, loss: float = HARMLESS) -> tuple[float, float]:
        """Give the range of values about the neutral one within which at most `loss` of accuracy is lost."""
        middle = next(place for place, point in enumerate(self.points) if point.value == self.neutral)
        floor = self.points[middle].accuracy - loss
        low = high = middle
        while low > 0 and self.points[low - 1].accuracy >= floor:
            low -= 1
        while high + 1 < len(self.points) and self.points[high + 1].accuracy >= floor:
            high += 1
        return self.points[low].value, self.points[high].value

    def to_dict(self) -> dict[str, Any]:
        """Give the curve ready for JSON."""
        value = asdict(self)
        value["points"] = [{**asdict(point), "interval": list(point.interval)} for point in self.points]
        return value
