"""What a network makes of pictures of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from convscope._pictures import load_first
from convscope.reading._check import go_on
from convscope.reading.single._prepare import prepare_single

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from convscope._pictures import PictureSource
    from convscope.glass import GlassModel
    from convscope.reading.single._prepared import Form, Prepared


@dataclass(frozen=True)
class Prediction:
    """What a network says of one picture.

    Args:
        file: the picture's path, or "" for bytes.
        name: the likeliest class; None if the picture is blank.
        probability: what the network gives it; None if the picture is blank.
        second: the next likeliest class.
        second_probability: what the network gives that.
        words: how the picture was prepared, as one sentence; of a document or an animation also what of it was taken.
        prepared: the network's image and the steps to it.
        taken: which of the file's pages or frames this is, in words; "" where there is only one.
        probabilities: what the network gives every class, shape (classes,); None if the picture is blank.
    """

    file: str
    name: str | None
    probability: float | None
    second: str | None
    second_probability: float | None
    words: str
    prepared: Prepared
    taken: str = ""
    probabilities: np.ndarray | None = None

    def to_row(self) -> dict[str, Any]:
        """Return the figures, without the words, for a table."""
        return {
            "file": self.file,
            "class": self.name,
            "probability": self.probability,
            "second": self.second,
            "second_probability": self.second_probability,
        }

    def to_dict(self) -> dict[str, Any]:
        """Return what can be written as JSON."""
        return {**self.to_row(), "words": self.words, "several": self.prepared.several}


def predict_pictures(model: GlassModel, sources: Iterable[PictureSource], form: Form = "digit") -> list[Prediction]:
    """Predict pictures of one thing each.

    Args:
        model: the network.
        sources: paths, bytes or binary files.
        form: how pictures are prepared; see `prepare_single`.

    Returns:
        A prediction a picture, in the order of `sources`; a blank picture has no class.

    Raises:
        InputError: one of the sources is no picture.
    """
    return [predict_picture(model, source, form) for source in sources]


def predict_picture(
    model: GlassModel,
    source: PictureSource,
    form: Form = "digit",
    *,
    name: str | None = None,
    max_pixels: int = 64_000_000,
    check: Callable[[], None] = go_on,
) -> Prediction:
    """Predict one picture; else as in `predict_pictures`.

    Args:
        model: the network.
        source: a path, bytes or a binary file.
        form: how the picture is prepared.
        name: what it is called; by default its path.
        max_pixels: more pixels than this are refused.
        check: is called before every step; what it raises ends them.
    """
    check()
    first = load_first(source, name=name, max_pixels=max_pixels)
    check()
    prepared = prepare_single(first.picture, model.info.shape, form, check=check)
    check()
    words = f"{first.taken}; {prepared.words}" if first.taken else prepared.words
    unnamed = isinstance(source, (bytes, bytearray, memoryview)) or hasattr(source, "read")
    file = name if name is not None else "" if unnamed else str(source)
    if prepared.blank:
        return Prediction(file, None, None, None, None, words, prepared, first.taken)
    row = model.predict(prepared.image[None])[0]
    return Prediction(file, *two_likeliest(model.info.class_names, row), words, prepared, first.taken, row)


def two_likeliest(names: tuple[str, ...], row: np.ndarray) -> tuple[str, float, str, float]:
    """Return the likeliest class and what the network gives it, and the same of the next likeliest."""
    first, second = (int(index) for index in np.argsort(-row, kind="stable")[:2])
    return names[first], float(row[first]), names[second], float(row[second])
