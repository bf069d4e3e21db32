"""What an evaluation holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from convscope._types import Confusion, Labels

if TYPE_CHECKING:
    from convscope.evaluation._calibration import Calibration


@dataclass(frozen=True)
class ClassScore:
    """How one class fares; a score is None where it would divide by zero.

    Args:
        name: the class.
        n: how many images truly are of it.
        predicted: how many the network took for it.
        precision: of those that it took for the class, the share that is.
        recall: of those that are of the class, the share that it found.
        f1: the harmonic mean of the two, `2 * right / (n + predicted)`.
    """

    name: str
    n: int
    predicted: int
    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True)
class Mistake:
    """One image that the network gets wrong.

    Args:
        index: which image it is.
        true: its class.
        predicted: the class that the network names.
        probability: how sure the network is of what it names.
        truth_probability: what it leaves to the true class.
    """

    index: int
    true: int
    predicted: int
    probability: float
    truth_probability: float


@dataclass(frozen=True, eq=False)
class Evaluation:
    """A network's answers to labelled images, measured.

    Args:
        n: how many images.
        right: how many of them the network names rightly.
        accuracy: right / n.
        interval: the 95 % Wilson interval of the accuracy.
        class_names: the k classes.
        per_class: precision, recall and F1 of every class.
        macro: the plain mean of precision, recall and F1 over the classes that have them.
        confusion: counts, row = true class, column = predicted class.
        calibration: None when the network's outputs are no probabilities.
        nll: mean of -log(probability of the truth), in nats; None when the outputs are no probabilities.
        mistakes: what it gets wrong, the surest first.
        labels: the true class of every image.
        predicted: the class that the network names for every image.
    """

    n: int
    right: int
    accuracy: float
    interval: tuple[float, float]
    class_names: tuple[str, ...]
    per_class: tuple[ClassScore, ...]
    macro: dict[str, float | None]
    confusion: Confusion
    calibration: Calibration | None
    nll: float | None
    mistakes: tuple[Mistake, ...]
    labels: Labels
    predicted: Labels

    def to_dict(self) -> dict[str, Any]:
        """Give everything but the two arrays a label an image, ready for JSON."""
        return {
            "n": self.n,
            "right": self.right,
            "accuracy": self.accuracy,
            "interval": list(self.interval),
            "class_names": list(self.class_names),
            "per_class": [asdict(score) for score in self.per_class],
            "macro": dict(self.macro),
            "confusion": self.confusion.tolist(),
            "calibration": None if self.calibration is None else _plain(asdict(self.calibration)),
            "nll": self.nll,
            "mistakes": [asdict(mistake) for mistake in self.mistakes],
        }


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    return {key: list(entry) if isinstance(entry, tuple) else entry for key, entry in value.items()}
