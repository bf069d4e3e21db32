"""Picture in, lines of digits out."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from convscope._errors import InputError
from convscope._pictures import Pages, open_pages
from convscope.pretrained import SETTINGS
from convscope.reading._check import go_on
from convscope.reading.judge import SHAPE
from convscope.reading.page._classify import ask_about
from convscope.reading.page._network import open_network
from convscope.reading.page._reading import UNLIKE, UNSURE, Box, Line, Reading, Refused
from convscope.reading.page._source import Readable, as_picture, name_of
from convscope.reading.page._steps import digit_of, find_digits, is_kept
from convscope.reading.single import prepare_single

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import Image

    from convscope._pictures import PictureSource
    from convscope.glass import GlassModel


class Reader:
    r"""Reads the digits on pictures; safe to use from several threads.

    Args:
        model: a network of digits: a run's folder, an ONNX file of convscope, or an open `GlassModel`; by default
            the network that comes with convscope.
        min_confidence: digits less sure than this are refused; by default a threshold that was set on composed pages.

    Raises:
        InputError: the model is missing, no glass model, or one of other things than digits.

    Example:
        >>> reader = Reader("runs/tutorial-1")  # doctest: +SKIP
        >>> reader.read("photo.jpg").text  # doctest: +SKIP
        '12345\n67890'
    """

    def __init__(
        self, model: GlassModel | str | os.PathLike[str] | None = None, *, min_confidence: float | None = None
    ) -> None:
        if min_confidence is not None and not 0 <= min_confidence <= 1:
            raise InputError("min_confidence must be within 0..1", found=min_confidence, todo="try 0.5")
        self.model = open_network(model)
        self.min_confidence = min_confidence

    def read(
        self,
        source: Readable,
        *,
        single: bool = False,
        name: str | None = None,
        check: Callable[[], None] = go_on,
    ) -> Reading:
        """Read the digits on a picture; of a document its first page.

        Args:
            source: a path, bytes, an open file, an array (height x width, or with 1, 3 or 4 channels; uint8, with one
                channel bool and uint16 too), a Pillow image.
            single: the picture shows one digit; it is doubtful if there are several marks of a digit's size.
            name: what the reading calls the picture; by default its path.
            check: is called many times while the picture is read, with `single` between its few steps; raise in it
                what shall end the reading, for instance when it has taken too long. By default nothing does.

        Raises:
            InputError: the source is no picture.
        """
        file = name_of(source) if name is None else name
        return self._read(as_picture(source, name=name), file, None, single=single, check=check)

    def read_pages(
        self,
        source: PictureSource | Pages,
        *,
        single: bool = False,
        name: str | None = None,
        check: Callable[[], None] = go_on,
    ) -> Iterator[Reading]:
        """Read every page of a document (PDF, TIFF), or the one picture that any other file holds.

        Args:
            source: a path, bytes, an open file; or `Pages` that were opened.
            single: each page shows one digit.
            name: what the readings call the file; by default its path.
            check: as for `read`.

        Yields:
            A reading a page, with its number.

        Raises:
            InputError: the source is no picture; or, after all pages that can be read, the first damage.
        """
        file = name_of(source) if name is None else name
        pages = source if isinstance(source, Pages) else open_pages(source, name=name)
        damages: list[InputError] = []
        for index in range(pages.count):
            try:
                picture = pages.load(index)
            except InputError as error:
                damages.append(error)
                continue
            number = pages.first + index if pages.numbered else None
            yield self._read(picture, file, number, single=single, check=check)
        for damage in filter(None, (*damages, pages.damage)):
            raise damage

    def _read(
        self, picture: Image.Image, file: str, page: int | None, *, single: bool, check: Callable[[], None]
    ) -> Reading:
        check()
        if single:
            return self._single(picture, file, page, check)
        found = find_digits(self.model, picture, self.min_confidence, check=check)
        lines = tuple(Line(tuple(item.digit for item in line)) for line in found.lines)
        return Reading(file, lines, found.refused, found.sheet.tilt, picture, page)

    def _single(self, picture: Image.Image, file: str, page: int | None, check: Callable[[], None]) -> Reading:
        prepared = prepare_single(picture, self.model.info.shape, check=check)
        if prepared.blank:
            return Reading(file, (), (), 0.0, picture, page)
        box, own = Box(*(prepared.box or (0, 0, *picture.size))), prepared.image
        if self.model.info.shape != SHAPE:
            own = prepare_single(picture, SHAPE, check=check).image
        check()
        likely = ask_about(self.model, prepared.image, own)
        most = float(likely.max())
        if not is_kept(most, most, self.min_confidence, SETTINGS.least_alone):
            refused = Refused(UNLIKE if self.min_confidence is None else UNSURE, box)
            return Reading(file, (), (refused,), 0.0, picture, page, several=prepared.several)
        digit = digit_of(self.model, likely, box)
        digit = replace(digit, doubtful=digit.doubtful or prepared.several)
        return Reading(file, (Line((digit,)),), (), 0.0, picture, page, several=prepared.several)
