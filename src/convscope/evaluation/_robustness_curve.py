"""What a measurement of robustness holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


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

    def to_dict(self) -> dict[str, Any]:
        """Give the curve ready for JSON."""
        value = asdict(self)
        value["points"] = [{**asdict(point), "interval": list(point.interval)} for point in self.points]
        return value
