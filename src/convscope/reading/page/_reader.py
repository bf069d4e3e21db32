"""Picture in, lines of digits out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from convscope._errors import InputError
from convscope.glass import GlassModel
from convscope.reading.form import stroke_width
from convscope.reading.page._company import in_company
from convscope.reading.page._judge import LEAST_PROBABILITY, is_too_large, line_height, shape_fault
from convscope.reading.page._lattice import Candidate, best_reading
from convscope.reading.page._lines import find_lines, mended, typical_height
from convscope.reading.page._parts import Part, find_parts
from convscope.reading.page._reading import Box, Digit, Line, Reading, Refused
from convscope.reading.page._seams import cut_pieces
from convscope.reading.page._sheet import Sheet, find_ink
from convscope.reading.page._source import Readable, as_picture, name_of
from convscope.reading.single import prepare_single

if TYPE_CHECKING:
    from PIL import Image

    from convscope.reading.single import Prepared

_DOUBTFUL = 0.8
# Pieces smaller than this share of the line's height say nothing.
_SPECK = 0.15


class Reader:
    r"""Reads the digits on pictures; safe to use from several threads.

    Args:
        model: a network of digits: a run's folder, an ONNX file of convscope, or an open `GlassModel`.
        min_confidence: digits that the network finds less likely than this are refused; by default a threshold
            that was set on composed pages.

    Raises:
        InputError: the model is missing or no glass model.

    Example:
        >>> reader = Reader("runs/tutorial-1")  # doctest: +SKIP
        >>> reader.read("photo.jpg").text  # doctest: +SKIP
        '12345\n67890'
    """

    def __init__(
        self, model: GlassModel | str | os.PathLike[str] | None = None, *, min_confidence: float | None = None
    ) -> None:
        if model is None:
            raise InputError(
                "reading needs a network of digits",
                found="no model",
                todo="train one with `convscope train` and give its folder, for instance Reader('runs/tutorial-1')",
            )
        if min_confidence is not None and not 0 <= min_confidence <= 1:
            raise InputError("min_confidence must be within 0..1", found=min_confidence, todo="try 0.5")
        self.model = model if isinstance(model, GlassModel) else GlassModel(Path(model))
        self.min_confidence = LEAST_PROBABILITY if min_confidence is None else min_confidence

    def read(self, source: Readable, *, single: bool = False, name: str | None = None) -> Reading:
        """Read the digits on a picture.

        Args:
            source: a path, bytes, an open file, an array (uint8, height x width or height x width x 3), a Pillow image.
            single: the picture shows one digit.
            name: what the reading calls the picture; by default its path.

        Raises:
            InputError: the source is no picture.
        """
        picture = as_picture(source, name=name)
        file = name_of(source) if name is None else name
        if single:
            return self._single(picture, file)
        sheet = find_ink(np.asarray(picture))
        parts = find_parts(sheet.mask)
        page_height = typical_height(parts)
        # What is far too large would draw several lines together.
        large = [part for part in parts if is_too_large(part, page_height)]
        refused = [Refused("too large beside the others", _box(part, sheet)) for part in large]
        written = mended([part for part in parts if not is_too_large(part, page_height)], page_height)
        in_lines, specks = find_lines(written)
        refused.extend(Refused("a speck", _box(speck, sheet)) for speck in specks)
        candidates = [self._candidates(line, page_height, sheet, refused) for line in in_lines]
        company = in_company([np.array([candidate.likeness for candidate in line]) for line in candidates])
        lines = []
        for line, likeness in zip(candidates, company, strict=True):
            digits = []
            for candidate, like in zip(line, likeness, strict=True):
                row, box = candidate.row * np.float32(like), _box(candidate.part, sheet)
                if row.max() >= self.min_confidence:
                    digits.append(self._digit(row, box))
                else:
                    refused.append(Refused("unlike any digit", box))
            if digits:
                lines.append(Line(tuple(digits)))
        return Reading(file, tuple(lines), tuple(refused), sheet.tilt, picture)

    def _candidates(
        self, parts: list[Part], page_height: float, sheet: Sheet, refused: list[Refused]
    ) -> list[Candidate]:
        """Return what may be the digits of a line; what cannot be one by its shape is added to `refused`."""
        height = line_height(parts)
        stroke = float(np.median([stroke_width(part.mask) for part in parts]))
        pieces = [piece for part in parts for piece in cut_pieces(part, height, stroke)]
        pieces = [piece for piece in pieces if max(piece.height, piece.width) >= _SPECK * height]
        pieces.sort(key=lambda piece: piece.left)
        candidates = []
        for candidate in best_reading(self.model, pieces, height):
            fault = shape_fault(candidate.part, height, page_height)
            if fault:
                refused.append(Refused(fault, _box(candidate.part, sheet)))
            else:
                candidates.append(candidate)
        return candidates

    def _digit(self, row: np.ndarray, box: Box) -> Digit:
        first, second = (int(index) for index in np.argsort(-row, kind="stable")[:2])
        names = self.model.info.class_names
        return Digit(names[first], float(row[first]), names[second], box, bool(row[first] < _DOUBTFUL))

    def _single(self, picture: Image.Image, file: str) -> Reading:
        prepared: Prepared = prepare_single(picture, self.model.info.shape)
        if prepared.blank:
            return Reading(file, (), (), 0.0, picture)
        digit = self._digit(self.model.predict(prepared.image[None])[0], Box(0, 0, *picture.size))
        return Reading(file, (Line((digit,)),), (), 0.0, picture)


def _box(part: Part, sheet: Sheet) -> Box:
    """Return where a part is on the picture."""
    xs = np.array([part.left, part.right, part.right, part.left], float)
    ys = np.array([part.top, part.top, part.bottom, part.bottom], float)
    corners = sheet.back @ np.stack([xs, ys, np.ones(4)])
    left, top = np.floor(corners.min(axis=1)).astype(int)
    right, bottom = np.ceil(corners.max(axis=1)).astype(int)
    return Box(int(left), int(top), int(right - left), int(bottom - top))
