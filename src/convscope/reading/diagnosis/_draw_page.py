"""The diagnosis of a page as a picture: the page, what each step is worth, and a row a digit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from convscope.reading._drawing import (
    BLACK,
    BLUE,
    EDGE,
    GREY,
    PAPER,
    TRACK,
    VERMILION,
    corners_of,
    cross_out,
    draw_arrow,
    draw_frame,
    font,
)

if TYPE_CHECKING:
    from convscope.reading.diagnosis._diagnosis import Diagnosis, DigitDiagnosis, StepWorth

_MARGIN, _CELL, _ARROW, _ANSWER, _APART = 28, 96, 24, 128, 30
_ROW, _HEAD, _TOP, _HEADINGS = 138, 64, 330, 74
_SHORT = 5  # by so much an arrow is shorter than its room, at each end
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
    sheet = Image.new("RGB", (width, _HEAD + _TOP + _HEADINGS + len(digits) * _ROW + more + 10), PAPER)
    draw = ImageDraw.Draw(sheet)
    count = len(diagnosis.digits)
    heading = f"{title + ': ' if title else ''}{count} digit{'' if count == 1 else 's'}"
    draw.text((_MARGIN, 20), heading[-90:], BLACK, font(24))
    films_end = _MARGIN + films * (_CELL + _ARROW)
    _draw_photo(sheet, diagnosis, (_MARGIN, _HEAD), (films_end - 2 * _MARGIN, _TOP - 20))
    _draw_worth(draw, diagnosis, films_end, width - _MARGIN)
    _draw_headings(draw, digits[0], _HEAD + _TOP)
    for number, digit in enumerate(digits):
        _draw_row(sheet, draw, digit, _HEAD + _TOP + _HEADINGS + number * _ROW)
    if more:
        words = f"the first {_MOST} of {count} digits"
        draw.text((_MARGIN, sheet.height - more), words, GREY, font(16))
    return sheet


def with_boxes(diagnosis: Diagnosis, room: tuple[int, int]) -> Image.Image:
    """Return the picture as large as the room allows, its digits boxed, crossed out what was refused."""
    picture = diagnosis.picture.convert("RGB")
    scale = min(room[0] / picture.width, room[1] / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    small = picture.resize(size, Image.Resampling.LANCZOS)
    draw = ImageDraw.Draw(small)
    for refused in diagnosis.refused:
        cross_out(draw, corners_of(refused.box, scale), 1)
    for digit in diagnosis.digits:
        if digit.box is not None:
            left, top, right, bottom = corners_of(digit.box, scale)
            draw.rectangle((left - 2, top - 2, right + 1, bottom + 1), outline=BLUE, width=2)
    return small


def _draw_photo(sheet: Image.Image, diagnosis: Diagnosis, corner: tuple[int, int], room: tuple[int, int]) -> None:
    small = with_boxes(diagnosis, room)
    sheet.paste(small, corner)
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((corner[0] - 1, corner[1] - 1, corner[0] + small.width, corner[1] + small.height), outline=EDGE)


def _draw_worth(draw: ImageDraw.ImageDraw, diagnosis: Diagnosis, left: int, right: int) -> None:
    """Draw a bar a step: what the network still gives the answers that it gives with all steps."""
    draw.text((left, _HEAD - 4), "The same network, when a step is left out", BLACK, font(19))
    words = "bar: what it gives, on average, to the digits that it reads with all steps"
    draw.text((left, _HEAD + 24), words, GREY, font(14))
    count = len(diagnosis.digits)
    for number, step in enumerate(diagnosis.steps):
        _draw_bar(draw, step, count, (left, _HEAD + 58 + number * 42), right)


def _draw_bar(draw: ImageDraw.ImageDraw, step: StepWorth, count: int, corner: tuple[int, int], right: int) -> None:
    left, top = corner
    start, end = left + 130, right - 190
    colour = BLUE if 2 * step.same > count else VERMILION
    draw.text((left, top), step.name, BLACK, font(17))
    draw.rectangle((start, top + 2, end, top + 20), fill=TRACK)
    draw.rectangle((start, top + 2, start + max(1, round((end - start) * step.of_the_digit)), top + 20), fill=colour)
    draw.text((end + 14, top), f"{100 * step.of_the_digit:.1f} %", BLACK, font(17))
    draw.text((end + 90, top + 2), f"{step.same} of {count} stay", GREY, font(14))


def _draw_headings(draw: ImageDraw.ImageDraw, digit: DigitDiagnosis, top: int) -> None:
    right = _MARGIN + len(digit.prepared.steps) * (_CELL + _ARROW)
    draw.text((_MARGIN, top), "From the page to what the network sees", BLACK, font(19))
    draw.text((right + _ANSWER, top), "A step left out", BLACK, font(19))
    for number, step in enumerate(digit.prepared.steps):
        draw.text((_MARGIN + number * (_CELL + _ARROW), top + 40), step.name, GREY, font(15))
    draw.text((right, top + 40), "it says", GREY, font(15))
    for number, case in enumerate(digit.without):
        draw.text((right + _ANSWER + number * (_CELL + _APART), top + 40), case.name, GREY, font(15))


def _draw_row(sheet: Image.Image, draw: ImageDraw.ImageDraw, digit: DigitDiagnosis, top: int) -> None:
    left = _MARGIN
    for step in digit.prepared.steps:
        draw_frame(sheet, step.image, (left, top), _CELL)
        draw_arrow(draw, left + _CELL + _SHORT, left + _CELL + _ARROW - _SHORT, top + _CELL // 2)
        left += _CELL + _ARROW
    draw.text((left + 6, top + 14), digit.says or "", BLUE, font(46))
    draw.text((left + 42, top + 36), f"{100 * (digit.probability or 0):.1f} %", BLACK, font(17))
    left += _ANSWER
    for case in digit.without:
        draw_frame(sheet, case.image, (left, top), _CELL)
        colour = BLUE if case.says == digit.says else VERMILION
        draw.text((left, top + _CELL + 5), case.says, colour, font(20))
        draw.text((left + 20, top + _CELL + 9), f"{100 * case.probability:.0f} %", GREY, font(15))
        left += _CELL + _APART
