"""The diagnosis of one digit as a picture: the film strip, and below it what each step is worth."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from convscope.reading._drawing import BLACK, BLUE, GREY, PAPER, TRACK, VERMILION, draw_frame, font
from convscope.reading.single import film_strip

if TYPE_CHECKING:
    from convscope.reading.diagnosis._diagnosis import DigitDiagnosis, WithoutStep

_CELL, _GAP, _MARGIN = 140, 84, 24
_BAR, _WRAP, _LINES = 10, 30, 3


def draw_digit(diagnosis: DigitDiagnosis, title: str = "") -> Image.Image:
    """Draw the steps to the network's image, and under them its answer with each step left out.

    Returns:
        An RGB image.
    """
    if diagnosis.says is None or diagnosis.probability is None:
        return film_strip(diagnosis.prepared, title or "nothing to read")
    heading = f"{title + ': ' if title else ''}{diagnosis.says} ({100 * diagnosis.probability:.1f} %)"
    strip = film_strip(diagnosis.prepared, heading)
    below = _counterfactuals(diagnosis)
    sheet = Image.new("RGB", (max(strip.width, below.width), strip.height + below.height), PAPER)
    sheet.paste(strip, (0, 0))
    sheet.paste(below, (0, strip.height))
    return sheet


def _counterfactuals(diagnosis: DigitDiagnosis) -> Image.Image:
    count = len(diagnosis.without)
    width = 2 * _MARGIN + count * _CELL + (count - 1) * _GAP
    below = Image.new("RGB", (width, _CELL + 190), PAPER)
    draw = ImageDraw.Draw(below)
    draw.text((_MARGIN, 0), "The same network when a step is left out", BLACK, font(18))
    for number, case in enumerate(diagnosis.without):
        _draw_case(below, draw, case, str(diagnosis.says), _MARGIN + number * (_CELL + _GAP))
    return below


def _draw_case(below: Image.Image, draw: ImageDraw.ImageDraw, case: WithoutStep, digit: str, left: int) -> None:
    """Draw one image, its name, the answer, and a bar of what the digit still gets."""
    top = 34
    draw_frame(below, case.image, (left, top), _CELL)
    colour = BLUE if case.says == digit else VERMILION
    place = top + _CELL + 8
    draw.text((left, place), case.name, BLACK, font(16))
    draw.text((left, place + 22), f"{case.says} ({100 * case.probability:.1f} %)", colour, font(15))
    draw.rectangle((left, place + 46, left + _CELL, place + 46 + _BAR), fill=TRACK)
    draw.rectangle((left, place + 46, left + max(1, round(_CELL * case.of_the_digit)), place + 46 + _BAR), fill=colour)
    draw.text((left, place + 62), f"{digit} gets {100 * case.of_the_digit:.1f} %", GREY, font(13))
    for line, text in enumerate(textwrap.wrap(case.words, _WRAP)[:_LINES]):
        draw.text((left, place + 80 + 16 * line), text, GREY, font(12))
