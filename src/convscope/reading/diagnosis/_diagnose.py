"""The same network, the same digits: once prepared, and once with each step left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convscope.reading.diagnosis._diagnosis import Diagnosis, DigitDiagnosis, WithoutStep
from convscope.reading.diagnosis._way import way_of
from convscope.reading.diagnosis._without import without_steps
from convscope.reading.page import as_first, find_digits, name_of, open_network
from convscope.reading.single import prepare_single

if TYPE_CHECKING:
    import os

    from PIL import Image

    from convscope.glass import GlassModel
    from convscope.reading.page import Box, Readable
    from convscope.reading.single import Prepared


def diagnose(
    source: Readable,
    model: GlassModel | str | os.PathLike[str] | None = None,
    *,
    single: bool = False,
    name: str | None = None,
) -> Diagnosis:
    """Show what each step of the preparation does to a network's answers.

    Each digit is found and prepared as `Reader` does it, also one of which the network is unsure; then the same
    network is asked again with one step left out: only shrunk, not inverted, not scaled, not centred, thin strokes.
    Light ink is not inverted, so "not inverted" is then none of them.
    It is asked once an image, so its answer can differ from a `Reader`'s, which asks several times with small changes.

    Args:
        source: a picture, as `Reader.read` takes it; of a document the first page.
        model: a network of digits: a run's folder, an ONNX file of convscope, an open `GlassModel`; None for the
            network that comes with convscope.
        single: the picture shows one digit.
        name: what the diagnosis calls the picture; by default its path.

    Returns:
        The answers with all steps, and those with one step left out, for each digit, and what was refused. A blank
        picture has neither.

    Raises:
        InputError: the source is no picture, or the model is none of digits.
    """
    network = open_network(model)
    first = as_first(source, name=name)
    picture = first.picture
    file = name_of(source) if name is None else name
    if single:
        prepared = prepare_single(picture, network.info.shape)
        one = () if prepared.blank else ((_digit(network, picture, prepared),),)
        return Diagnosis(file, one, (), picture, first.taken)
    page = find_digits(network, picture, None, whichever=True)
    ways = [[(found, *way_of(found, page.sheet, picture, network.info.shape)) for found in line] for line in page.lines]
    lines = tuple(
        tuple(_digit(network, cutting, prepared, found.digit.box) for found, cutting, prepared in line) for line in ways
    )
    return Diagnosis(file, lines, page.refused, picture, first.taken)


def _digit(network: GlassModel, cutting: Image.Image, prepared: Prepared, box: Box | None = None) -> DigitDiagnosis:
    cases = without_steps(cutting, prepared, network.info.shape)
    rows = network.predict(np.stack([prepared.image, *(image for _, _, image in cases)]))
    digit = int(rows[0].argmax())
    names = network.info.class_names
    without = tuple(
        WithoutStep(name, words, image, names[int(row.argmax())], float(row.max()), float(row[digit]))
        for (name, words, image), row in zip(cases, rows[1:], strict=True)
    )
    return DigitDiagnosis(prepared, names[digit], float(rows[0, digit]), without, box)
