"""The diagnosis of one digit as a picture: the film strip, and below it what each step is worth."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from convscope.reading.single import film_strip

if TYPE_CHECKING:
    from convscope.reading.diagnosis._diagnosis import DigitDiagnosis, WithoutStep

_CELL, _GAP, _MARGIN = 140, 84, 24
_PAPER, _BLACK, _GREY, _EDGE = "#ffffff", "#1a1a1a", "#5f6672", "#c9ced6"
_RIGHT, _WRONG, _TRACK = "#0072b2", "#d55e00", "#e8eaee"
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
    sheet = Image.new("RGB", (max(strip.width, below.width), strip.height + below.height), _PAPER)
    sheet.paste(strip, (0, 0))
    sheet.paste(below, (0, strip.height))
    return sheet


def _counterfactuals(diagnosis: DigitDiagnosis) -> Image.Image:
    count = len(diagnosis.without)
    width = 2 * _MARGIN + count * _CELL + (count - 1) * _GAP
    below = Image.new("RGB", (width, _CELL + 190), _PAPER)
    draw = ImageDraw.Draw(below)
    draw.text((_MARGIN, 0), "The same network when a step is left out", _BLACK, ImageFont.load_default(18))
    for number, case in enumerate(diagnosis.without):
        _draw_case(below, draw, case, str(diagnosis.says), _MARGIN + number * (_CELL + _GAP))
    return below


def _draw_case(below: Image.Image, draw: ImageDraw.ImageDraw, case: WithoutStep, digit: str, left: int) -> None:
    """Draw one image, its name, the answer, and a bar of what the digit still gets."""
    top = 34
    pixels = case.image[..., 0] if case.image.shape[2] == 1 else case.image
    below.paste(Image.fromarray(pixels).convert("RGB").resize((_CELL, _CELL), Image.Resampling.NEAREST), (left, top))
    draw.rectangle((left - 1, top - 1, left + _CELL, top + _CELL), outline=_EDGE)
    colour = _RIGHT if case.says == digit else _WRONG
    place = top + _CELL + 8
    draw.text((left, place), case.name, _BLACK, ImageFont.load_default(16))
    draw.text((left, place + 22), f"{case.says} ({100 * case.probability:.1f} %)", colour, ImageFont.load_default(15))
    draw.rectangle((left, place + 46, left + _CELL, place + 46 + _BAR), fill=_TRACK)
    draw.rectangle((left, place + 46, left + max(1, round(_CELL * case.of_the_digit)), place + 46 + _BAR), fill=colour)
    draw.text((left, place + 62), f"{digit} gets {100 * case.of_the_digit:.1f} %", _GREY, ImageFont.load_default(13))
    for line, text in enumerate(textwrap.wrap(case.words, _WRAP)[:_LINES]):
        draw.text((left, place + 80 + 16 * line), text, _GREY, ImageFont.load_default(12))
