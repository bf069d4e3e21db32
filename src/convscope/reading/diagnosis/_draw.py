"""A diagnosis as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from convscope._errors import one_line
from convscope.reading._legible import legible
from convscope.reading.diagnosis._draw_digit import draw_digit
from convscope.reading.diagnosis._draw_page import draw_page, with_boxes

if TYPE_CHECKING:
    from convscope.reading.diagnosis._diagnosis import Diagnosis

# The room for a picture without digits, with something to look at or not, and the least width for what is said of it.
_BLANK, _REFUSED, _LEAST = (380, 380), (960, 720), 460


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
    sheet = Image.new("RGB", (max(_LEAST, picture.width + 40), picture.height + 80), "#ffffff")
    sheet.paste(picture, (20, 60))
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((19, 59, 20 + picture.width, 60 + picture.height), outline="#c9ced6")
    text = f"{title}: no digits found" if title else "no digits found"
    draw.text((20, 12), text[-48:], "#1a1a1a", ImageFont.load_default(18))
    draw.text((20, 36), diagnosis.refused_words, "#5f6672", ImageFont.load_default(14))
    return sheet
