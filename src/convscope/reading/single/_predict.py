"""What a network makes of pictures of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from convscope._pictures import load_first
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
        words: how the picture was prepared, as one sentence; of a document or an animation also what of it was taken.
        prepared: the network's image and the steps to it.
        taken: which of the file's pages or frames this is, in words; "" where there is only one.
    """

    file: str
    name: str | None
    probability: float | None
    second: str | None
    second_probability: float | None
    words: str
    prepared: Prepared
    taken: str = ""

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
    model: GlassModel, source: PictureSource, form: Form = "digit", *, name: str | None = None
) -> Prediction:
    """Predict one picture; `name` is what it is called, by default its path. Else as in `predict_pictures`."""
    first = load_first(source, name=name)
    prepared = prepare_single(first.picture, model.info.shape, form)
    words = taken_words(first.taken, prepared)
    unnamed = isinstance(source, (bytes, bytearray, memoryview)) or hasattr(source, "read")
    file = name if name is not None else "" if unnamed else str(source)
    if prepared.blank:
        return Prediction(file, None, None, None, None, words, prepared, first.taken)
    row = model.predict(prepared.image[None])[0]
    likeliest, next_one = (int(index) for index in np.argsort(-row, kind="stable")[:2])
    names = model.info.class_names
    return Prediction(
        file=file,
        name=names[likeliest],
        probability=float(row[likeliest]),
        second=names[next_one],
        second_probability=float(row[next_one]),
        words=words,
        prepared=prepared,
        taken=first.taken,
    )


def taken_words(taken: str, prepared: Prepared) -> str:
    """Say how a picture was prepared, and before that what of its file it is."""
    return f"{taken}; {prepared.words}" if taken else prepared.words
