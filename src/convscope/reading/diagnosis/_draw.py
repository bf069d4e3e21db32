"""A diagnosis as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from convscope._errors import one_line
from convscope.reading.diagnosis._draw_digit import draw_digit
from convscope.reading.diagnosis._draw_page import draw_page

if TYPE_CHECKING:
    from convscope.reading.diagnosis._diagnosis import Diagnosis

_BLANK = (420, 460)


def draw_diagnosis(diagnosis: Diagnosis) -> Image.Image:
    """Draw the way of every digit, and the network's answer with each step left out; of one digit larger.

    Returns:
        An RGB image.
    """
    title = one_line(Path(diagnosis.file).name)
    digits = diagnosis.digits
    if not digits:
        return _nothing(diagnosis.picture, title)
    return draw_digit(digits[0], title) if len(digits) == 1 else draw_page(diagnosis, title)


def _nothing(picture: Image.Image, title: str) -> Image.Image:
    sheet = Image.new("RGB", _BLANK, "#ffffff")
    small = picture.convert("RGB")
    small.thumbnail((_BLANK[0] - 40, _BLANK[0] - 40))
    sheet.paste(small, (20, 60))
    text = f"{title}: no digits found" if title else "no digits found"
    ImageDraw.Draw(sheet).text((20, 20), text[-48:], "#1a1a1a", ImageFont.load_default(18))
    return sheet
