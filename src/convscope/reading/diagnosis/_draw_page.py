"""The diagnosis of a page as a picture: the page, what each step is worth, and a row a digit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from convscope.reading.diagnosis._diagnosis import Diagnosis, DigitDiagnosis, StepWorth
    from convscope.reading.page import Box

_PAPER, _BLACK, _GREY, _EDGE = "#ffffff", "#1a1a1a", "#5f6672", "#c9ced6"
# Colours that red-green blind people tell apart (Okabe and Ito).
_RIGHT, _WRONG, _TRACK, _REFUSED = "#0072b2", "#d55e00", "#e8eaee", "#6b6b6b"
_MARGIN, _CELL, _ARROW, _ANSWER, _APART = 28, 96, 24, 128, 30
_ROW, _HEAD, _TOP, _HEADINGS = 138, 64, 330, 74
_MOST = 40


def draw_page(diagnosis: Diagnosis, title: str) -> Image.Image:
    """Draw the page, bars of what each step is worth, and under them every digit's way; of 40 digits at most.

    Args:
        diagnosis: of at least one digit.
        title: what stands above.
    """
    digits = diagnosis.digits[:_MOST]
    films, cases = len(digits[0].prepared.steps), len(digits[0].without)
    width = 2 * _MARGIN + films * (_CELL + _ARROW) + _ANSWER + cases * (_CELL + _APART) - _APART
    more = 40 if len(diagnosis.digits) > _MOST else 0
    sheet = Image.new("RGB", (width, _HEAD + _TOP + _HEADINGS + len(digits) * _ROW + more + 10), _PAPER)
    draw = ImageDraw.Draw(sheet)
    count = len(diagnosis.digits)
    heading = f"{title + ': ' if title else ''}{count} digit{'' if count == 1 else 's'}"
    draw.text((_MARGIN, 20), heading[-90:], _BLACK, _font(24))
    films_end = _MARGIN + films * (_CELL + _ARROW)
    _draw_photo(sheet, diagnosis, (_MARGIN, _HEAD), (films_end - 2 * _MARGIN, _TOP - 20))
    _draw_worth(draw, diagnosis, films_end, width - _MARGIN)
    _draw_headings(draw, digits[0], _HEAD + _TOP)
    for number, digit in enumerate(digits):
        _draw_row(sheet, draw, digit, _HEAD + _TOP + _HEADINGS + number * _ROW)
    if more:
        words = f"the first {_MOST} of {count} digits"
        draw.text((_MARGIN, sheet.height - more), words, _GREY, _font(16))
    return sheet


def with_boxes(diagnosis: Diagnosis, room: tuple[int, int]) -> Image.Image:
    """Return the picture as large as the room allows, its digits boxed, crossed out what was refused."""
    picture = diagnosis.picture.convert("RGB")
    scale = min(room[0] / picture.width, room[1] / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    small = picture.resize(size, Image.Resampling.LANCZOS)
    draw = ImageDraw.Draw(small)
    for refused in diagnosis.refused:
        left, top, right, bottom = _edges(refused.box, scale)
        draw.rectangle((left, top, right, bottom), outline=_REFUSED)
        draw.line((left, bottom, right, top), fill=_REFUSED)
    for digit in diagnosis.digits:
        if digit.box is not None:
            left, top, right, bottom = _edges(digit.box, scale)
            draw.rectangle((left - 2, top - 2, right + 1, bottom + 1), outline=_RIGHT, width=2)
    return small


def _edges(box: Box, scale: float) -> tuple[float, float, float, float]:
    return box.left * scale, box.top * scale, (box.left + box.width) * scale, (box.top + box.height) * scale


def _draw_photo(sheet: Image.Image, diagnosis: Diagnosis, corner: tuple[int, int], room: tuple[int, int]) -> None:
    small = with_boxes(diagnosis, room)
    sheet.paste(small, corner)
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((corner[0] - 1, corner[1] - 1, corner[0] + small.width, corner[1] + small.height), outline=_EDGE)


def _draw_worth(draw: ImageDraw.ImageDraw, diagnosis: Diagnosis, left: int, right: int) -> None:
    """Draw a bar a step: what the network still gives the answers that it gives with all steps."""
    draw.text((left, _HEAD - 4), "The same network, when a step is left out", _BLACK, _font(19))
    words = "bar: what it gives, on average, to the digits that it reads with all steps"
    draw.text((left, _HEAD + 24), words, _GREY, _font(14))
    count = len(diagnosis.digits)
    for number, step in enumerate(diagnosis.steps):
        _draw_bar(draw, step, count, (left, _HEAD + 58 + number * 42), right)


def _draw_bar(draw: ImageDraw.ImageDraw, step: StepWorth, count: int, corner: tuple[int, int], right: int) -> None:
    left, top = corner
    start, end = left + 130, right - 190
    colour = _RIGHT if 2 * step.same > count else _WRONG
    draw.text((left, top), step.name, _BLACK, _font(17))
    draw.rectangle((start, top + 2, end, top + 20), fill=_TRACK)
    draw.rectangle((start, top + 2, start + max(1, round((end - start) * step.of_the_digit)), top + 20), fill=colour)
    draw.text((end + 14, top), f"{100 * step.of_the_digit:.1f} %", _BLACK, _font(17))
    draw.text((end + 90, top + 2), f"{step.same} of {count} stay", _GREY, _font(14))


def _draw_headings(draw: ImageDraw.ImageDraw, digit: DigitDiagnosis, top: int) -> None:
    right = _MARGIN + len(digit.prepared.steps) * (_CELL + _ARROW)
    draw.text((_MARGIN, top), "From the page to what the network sees", _BLACK, _font(19))
    draw.text((right + _ANSWER, top), "A step left out", _BLACK, _font(19))
    for number, step in enumerate(digit.prepared.steps):
        draw.text((_MARGIN + number * (_CELL + _ARROW), top + 40), step.name, _GREY, _font(15))
    draw.text((right, top + 40), "it says", _GREY, _font(15))
    for number, case in enumerate(digit.without):
        draw.text((right + _ANSWER + number * (_CELL + _APART), top + 40), case.name, _GREY, _font(15))


def _draw_row(sheet: Image.Image, draw: ImageDraw.ImageDraw, digit: DigitDiagnosis, top: int) -> None:
    left = _MARGIN
    for step in digit.prepared.steps:
        _draw_frame(sheet, draw, step.image, (left, top))
        _draw_arrow(draw, left + _CELL, top + _CELL // 2)
        left += _CELL + _ARROW
    draw.text((left + 6, top + 14), digit.says or "", _RIGHT, _font(46))
    draw.text((left + 42, top + 36), f"{100 * (digit.probability or 0):.1f} %", _BLACK, _font(17))
    left += _ANSWER
    for case in digit.without:
        _draw_frame(sheet, draw, case.image, (left, top))
        colour = _RIGHT if case.says == digit.says else _WRONG
        draw.text((left, top + _CELL + 5), case.says, colour, _font(20))
        draw.text((left + 20, top + _CELL + 9), f"{100 * case.probability:.0f} %", _GREY, _font(15))
        left += _CELL + _APART


def _draw_frame(sheet: Image.Image, draw: ImageDraw.ImageDraw, pixels: np.ndarray, corner: tuple[int, int]) -> None:
    """Show pixels in a square; few of them as squares of their own."""
    left, top = corner
    flat = pixels[..., 0] if pixels.ndim == 3 and pixels.shape[2] == 1 else pixels  # noqa: PLR2004 - one channel
    picture = Image.fromarray(flat).convert("RGB")
    scale = _CELL / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    shown = picture.resize(size, Image.Resampling.NEAREST if scale > 2 else Image.Resampling.LANCZOS)  # noqa: PLR2004
    sheet.paste(shown, (left + (_CELL - size[0]) // 2, top + (_CELL - size[1]) // 2))
    draw.rectangle((left - 1, top - 1, left + _CELL, top + _CELL), outline=_EDGE)


def _draw_arrow(draw: ImageDraw.ImageDraw, left: int, middle: int) -> None:
    start, tip = left + 5, left + _ARROW - 5
    draw.line((start, middle, tip - 4, middle), fill="#9aa3b2", width=2)
    draw.polygon(((tip, middle), (tip - 6, middle - 5), (tip - 6, middle + 5)), fill="#9aa3b2")


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
