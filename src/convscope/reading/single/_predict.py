"""What a network makes of pictures of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from convscope._pictures import load_picture
from convscope.reading.single._prepare import prepare_single

if TYPE_CHECKING:
    from collections.abc import Iterable

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
        words: how the picture was prepared, as one sentence.
        prepared: the network's image and the steps to it.
    """

    file: str
    name: str | None
    probability: float | None
    second: str | None
    second_probability: float | None
    words: str
    prepared: Prepared

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
    shape = model.info.shape
    return [_predict(model, source, prepare_single(load_picture(source), shape, form)) for source in sources]


def _predict(model: GlassModel, source: PictureSource, prepared: Prepared) -> Prediction:
    file = "" if isinstance(source, (bytes, bytearray, memoryview)) or hasattr(source, "read") else str(source)
    if prepared.blank:
        return Prediction(file, None, None, None, None, prepared.words, prepared)
    row = model.predict(prepared.image[None])[0]
    first, second = (int(index) for index in np.argsort(-row, kind="stable")[:2])
    names = model.info.class_names
    return Prediction(
        file=file,
        name=names[first],
        probability=float(row[first]),
        second=names[second],
        second_probability=float(row[second]),
        words=prepared.words,
        prepared=prepared,
    )
