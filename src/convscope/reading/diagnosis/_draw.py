"""A diagnosis as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from convscope._errors import one_line
from convscope.reading._drawing import BLACK, EDGE, GREY, PAPER, fitting, font, wrapped
from convscope.reading._legible import legible
from convscope.reading.diagnosis._draw_digit import draw_digit
from convscope.reading.diagnosis._draw_page import draw_page, with_boxes

if TYPE_CHECKING:
    from convscope.reading.diagnosis._diagnosis import Diagnosis

# The room for a picture without digits, with something to look at or not, and the least width for what is said of it.
_BLANK, _REFUSED, _LEAST = (380, 380), (960, 720), 460
_MARGIN, _TITLE, _WORDS, _LINE = 20, 18, 14, 20


def draw_diagnosis(diagnosis: Diagnosis) -> Image.Image:
    """Draw the way of every digit, and the network's answer with each step left out; of one digit alone larger.

    Returns:
        An RGB image.
    """
    title = legible(one_line(Path(diagnosis.file).name))
    digits = diagnosis.digits
    if not digits:
        return _nothing(diagnosis, title)
    alone = len(digits) == 1 and not diagnosis.refused
    return draw_digit(digits[0], title) if alone else draw_page(diagnosis, title)


def _nothing(diagnosis: Diagnosis, title: str) -> Image.Image:
    """Draw the picture, and crossed out what was refused on it."""
    picture = with_boxes(diagnosis, _REFUSED if diagnosis.refused else _BLANK)
    width = max(_LEAST, picture.width + 2 * _MARGIN)
    room = width - 2 * _MARGIN
    lines = wrapped(diagnosis.refused_words, _WORDS, room)
    left, top = _MARGIN, 40 + max(1, len(lines)) * _LINE
    sheet = Image.new("RGB", (width, top + picture.height + _MARGIN), PAPER)
    sheet.paste(picture, (left, top))
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((left - 1, top - 1, left + picture.width, top + picture.height), outline=EDGE)
    text = f"{title}: no digits found" if title else "no digits found"
    draw.text((left, 12), fitting(text, _TITLE, room), BLACK, font(_TITLE))
    for number, line in enumerate(lines):
        draw.text((left, 36 + number * _LINE), line, GREY, font(_WORDS))
    return sheet
