"""All steps of reading a page, in order: ink, parts, lines, candidates, company, decision."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from convscope.pretrained import SETTINGS
from convscope.reading._check import go_on
from convscope.reading.form import stroke_width
from convscope.reading.page._certainty import certainty
from convscope.reading.page._classify import Asker
from convscope.reading.page._company import Company, in_company
from convscope.reading.page._cut_off import cut_off
from convscope.reading.page._edge import is_soft
from convscope.reading.page._judge import is_too_large, line_height, shape_fault
from convscope.reading.page._lattice import MOST_PIECES, Candidate, are_whole, best_reading
from convscope.reading.page._lines import find_lines, mended, typical_height
from convscope.reading.page._long_lines import pieces_of_lines
from convscope.reading.page._parts import MOST, Part, find_parts, joined
from convscope.reading.page._reading import UNLIKE, UNSURE, Box, Digit, Refused
from convscope.reading.page._seams import cut_pieces, is_wide
from convscope.reading.page._sheet import Sheet, find_ink
from convscope.reading.page._sizes import heading, note
from convscope.reading.single import two_likeliest

if TYPE_CHECKING:
    from PIL import Image

    from convscope.glass import GlassModel

Number = TypeVar("Number", float, np.ndarray)

DOUBTFUL = 0.9
"""A digit less sure than this is doubtful."""
HEARD = 0.5
"""By which power it counts how sure the network is which digit a thing is: a letter often looks like several, so that
being unsure speaks against all of them; but half a 5 and half an 8 is a digit all the same, to be read with doubt."""


# Of a picture that was made smaller, digits of fewer pixels than this are looked at once more, so that they have so
# many, but at most so many times closer. What is smaller still is no writing.
_SMALL, _READABLE, _CLOSEST, _DUST = 18.0, 24.0, 2.5, 6.0
# A line of much larger or smaller things is a number if this share of them are digits, or so many surely in a row.
_MOSTLY, _SURE = 0.6, 3
# Once the network has been asked about so many candidates, on pages of print and of fifty lines of script, ink is taken
# as it is, neither cut nor joined: a page of handwritten digits takes a few for each.
_MOST_ASKED = 4000
# Pieces smaller than this share of the line's height say nothing.
_SPECK = 0.15


@dataclass(frozen=True)
class Found:
    """A digit and the ink it was read from."""

    digit: Digit
    part: Part


@dataclass(frozen=True)
class Page:
    """What was found on a page.

    Args:
        lines: from top to bottom, each from left to right; none is empty.
        refused: ink that is no digit.
        sheet: the ink of the whole page.
    """

    lines: tuple[tuple[Found, ...], ...]
    refused: tuple[Refused, ...]
    sheet: Sheet


def find_digits(
    model: GlassModel,
    picture: Image.Image,
    min_confidence: float | None,
    *,
    whichever: bool = False,
    check: Callable[[], None] = go_on,
) -> Page:
    """Find the digits on a page.

    Args:
        model: a network of digits.
        picture: upright, "L" or "RGB".
        min_confidence: what is less surely one of the digits is refused; None for the usual threshold.
        whichever: it is enough that something is likely a digit, however unsure the network is which.
        check: is called many times while the page is read; what it raises ends that.
    """
    seen = look(model, picture, check)
    refused = list(seen.refused)
    lines: list[tuple[Found, ...]] = []
    for number, group in enumerate((seen.lines, *seen.others)):
        company = in_company([company_of(line, model.info.class_names) for line in group], 0 if number else seen.large)
        for line, likeness in zip(group, company, strict=True):
            found = [
                None
                if fault
                else _found(model, seen.sheet, candidate, float(like), min_confidence, whichever=whichever)
                for (candidate, fault), like in zip(line.things, likeness, strict=True)
            ]
            if number and not _is_number(found):
                found = [None] * len(found)
            refused.extend(_refused(found, line.things, seen.sheet, UNLIKE if min_confidence is None else UNSURE))
            lines.append(tuple(one for one in found if one is not None))
    return Page(tuple(sorted(filter(None, lines), key=_middle)), tuple(refused), seen.sheet)


def _found(
    model: GlassModel,
    sheet: Sheet,
    candidate: Candidate,
    likeness: float,
    min_confidence: float | None,
    *,
    whichever: bool,
) -> Found | None:
    """Return the digit that a candidate is, or None if it is not surely enough one."""
    row = candidate.row * np.float32(likeness)
    worth = likely_digit(likeness, 1.0 if whichever else float(candidate.row.max()))
    if not is_kept(float(row.max()), worth, min_confidence):
        return None
    return Found(digit_of(model, row, box_of(candidate.part, sheet)), candidate.part)


def _refused(
    found: list[Found | None], things: list[tuple[Candidate, str]], sheet: Sheet, reason: str
) -> Iterator[Refused]:
    """Give what was refused on a line; ink that was cut is one mark again where none of its pieces was read.

    Args:
        found: the digits of the line; None for what is refused.
        things: what might have been digits, each with the fault of its shape or "".
        sheet: where they are.
        reason: why what has no fault is refused.
    """
    by_ink = itertools.groupby(
        zip(found, things, strict=True), lambda item: id(item[1][0].part.whole or item[1][0].part)
    )
    for _, items in by_ink:
        group = list(items)
        rest = [(candidate.part, fault) for one, (candidate, fault) in group if one is None]
        marks = [rest] if len(rest) == len(group) else [[mark] for mark in rest]
        for mark in marks:
            fault = "" if any(not fault for _, fault in mark) else mark[0][1]
            yield Refused(fault or reason, box_of(joined([part for part, _ in mark]), sheet))


def _is_number(found: list[Found | None]) -> bool:
    """Tell whether a line of another size than the page's holds digits: captions and ticks are mostly none.

    Args:
        found: the digits of the line; None for what is refused.
    """
    digits = [one.digit for one in found if one is not None]
    if {digit.digit for digit in digits} <= {"1"}:
        return False
    sure = "".join("-" if one is None or one.digit.doubtful else "+" for one in found)
    return len(digits) >= _MOSTLY * len(found) or "+" * _SURE in sure


@dataclass(frozen=True)
class LineOfThings:
    """A line of what may be digits, each with why it cannot be one, or ""."""

    height: float
    things: list[tuple[Candidate, str]]


@dataclass(frozen=True)
class Seen:
    """What is on a page, before its things are seen in each other's company.

    Args:
        lines: from top to bottom.
        others: lines of writing that is far larger, and of writing that is far smaller.
        large: how many things are far too large beside the others, and no such writing.
        refused: ink that was not looked at: these, specks, what the picture's edge cuts, long lines, what is too much.
        sheet: the ink of the whole page.
    """

    lines: list[LineOfThings]
    others: tuple[list[LineOfThings], ...]
    large: int
    refused: list[Refused]
    sheet: Sheet


def look(model: GlassModel, picture: Image.Image, check: Callable[[], None] = go_on) -> Seen:
    """Find what may be digits on a page, line by line, and ask the network about each.

    Args:
        model: a network of digits.
        picture: upright, "L" or "RGB".
        check: is called many times meanwhile; what it raises ends the looking.
    """
    sheet, found = _closely(np.asarray(picture), check)
    parts, rest = found[:MOST], found[MOST:]
    page_height = typical_height(parts)
    cut = cut_off(parts, sheet, page_height)
    parts = _without(parts, cut)
    # What is far too large would draw several lines together.
    large = [part for part in parts if is_too_large(part, page_height)]
    parts = [part for part in parts if not is_too_large(part, page_height)]
    along = pieces_of_lines(parts, large, page_height)
    asker = Asker(model, check)
    larger, smaller = heading(large, asker), note(_without(parts, along), page_height, asker)
    in_lines, specks = find_lines(mended(smaller.rest, page_height, asker))
    refused = [
        Refused(reason, box_of(part, sheet))
        for reason, those in (
            ("too large beside the others", larger.rest),
            ("cut by the picture's edge", cut),
            ("a piece of a long line", along),
            (f"more than {MOST} marks", [joined(rest)] if rest else []),
            ("a speck", specks),
        )
        for part in those
    ]
    lines = [_judged(asker, line, page_height, sheet) for line in in_lines]
    others = tuple(
        [_judged(asker, line, group.height, sheet) for line in group.lines]
        for group in (larger, smaller)
        if group.lines
    )
    return Seen(lines, others, len(larger.rest), refused, sheet)


def _without(parts: list[Part], others: list[Part]) -> list[Part]:
    gone = {id(other) for other in others}
    return [part for part in parts if id(part) not in gone]


def _middle(line: tuple[Found, ...]) -> float:
    """Return how far down a line is."""
    return float(np.mean([found.part.top + found.part.height / 2 for found in line]))


def _closely(pixels: np.ndarray, check: Callable[[], None]) -> tuple[Sheet, list[Part]]:
    """Find ink and its parts; where the digits are very small, of a larger picture once more."""
    sheet = find_ink(pixels)
    check()
    parts = find_parts(sheet.mask)
    height = typical_height(parts[:MOST])
    as_given = sheet.enlarged > 1 and height < _SMALL
    if as_given:
        # Somebody made it larger to make it legible.
        sheet = find_ink(pixels, as_given=True)
        check()
        parts = find_parts(sheet.mask)
        height = typical_height(parts[:MOST])
    if _DUST <= height < _SMALL and sheet.shrunk > 1:
        sheet = find_ink(pixels, closer=min(_READABLE / height, sheet.shrunk, _CLOSEST), as_given=as_given)
        check()
        parts = find_parts(sheet.mask)
    return sheet, parts


def is_kept(likely: float, worth: float, min_confidence: float | None, least: float = SETTINGS.least_likeness) -> bool:
    """Tell whether a thing is read as a digit.

    Args:
        likely: how likely it is the likeliest digit.
        worth: how much speaks for any digit at all.
        min_confidence: what is less surely that one digit is refused; None for the usual threshold.
        least: what is worth less is refused, if that is what counts.
    """
    return worth >= least if min_confidence is None else certainty(likely) >= min_confidence


def likely_digit(likeness: Number, said: Number) -> Number:
    """Return how much speaks for a digit, 0..1: how likely it is one, and how likely it then is the likeliest one."""
    worth: Number = likeness * said**HEARD
    return worth


def digit_of(model: GlassModel, row: np.ndarray, box: Box) -> Digit:
    """Return what the networks say: how likely each class is."""
    first, likely, second, _ = two_likeliest(model.info.class_names, row)
    sure = certainty(likely)
    return Digit(first, sure, second, box, sure < DOUBTFUL)


def _judged(asker: Asker, parts: list[Part], page_height: float, sheet: Sheet) -> LineOfThings:
    height = line_height(parts)
    strokes = [stroke_width(part.mask) for part in parts]
    usual = float(np.median(strokes))
    crowded = asker.asked > _MOST_ASKED
    wide = [] if crowded else [part for part in parts if is_wide(part, height)]
    whole = {id(part) for part, sure in zip(wide, are_whole(asker, wide, height), strict=True) if sure}
    pieces: list[Part] = []
    for part, stroke in zip(parts, strokes, strict=True):
        asker.check()
        pieces.extend([part] if crowded or id(part) in whole else cut_pieces(part, height, max(usual, stroke)))
    pieces = [piece for piece in pieces if max(piece.height, piece.width) >= _SPECK * height]
    pieces.sort(key=lambda piece: piece.left)
    candidates = best_reading(asker, pieces, height, 1 if crowded else MOST_PIECES)
    faults = [shape_fault(candidate.part, height, page_height) for candidate in candidates]
    soft = [
        not fault and is_soft(item.part, sheet.strength, sheet.shrunk)
        for item, fault in zip(candidates, faults, strict=True)
    ]
    faults = ["soft as a shadow" if is_shadow else fault for is_shadow, fault in zip(soft, faults, strict=True)]
    return LineOfThings(height, list(zip(candidates, faults, strict=True)))


def company_of(line: LineOfThings, names: tuple[str, ...]) -> Company:
    """Return what the things of a line say about each other."""
    parts = [candidate.part for candidate, _ in line.things]
    digit = np.zeros((len(parts), 10))
    digit[:, [int(name) for name in names]] = [candidate.row for candidate, _ in line.things]
    size = np.array([max(part.height, part.width) for part in parts]) / line.height
    return Company(
        likeness=np.array([0.0 if fault else candidate.likeness for candidate, fault in line.things]),
        digit=digit,
        left=np.array([part.left for part in parts]) / line.height,
        right=np.array([part.right for part in parts]) / line.height,
        size=size,
        weight=np.minimum(1.0, size**3),
    )


def box_of(part: Part, sheet: Sheet) -> Box:
    """Return where a part is on the picture."""
    xs = np.array([part.left, part.right, part.right, part.left], float)
    ys = np.array([part.top, part.top, part.bottom, part.bottom], float)
    corners = sheet.on_picture(np.stack([xs, ys]))
    most = np.array(sheet.size)
    left, top = np.clip(np.floor(corners.min(axis=1)).astype(int), 0, most - 1)
    right, bottom = np.clip(np.ceil(corners.max(axis=1)).astype(int), (left + 1, top + 1), most)
    return Box(int(left), int(top), int(right - left), int(bottom - top))
