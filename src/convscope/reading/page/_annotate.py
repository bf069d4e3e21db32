"""Boxes drawn on the picture: what was read, what is doubtful, what was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from convscope.reading.page._reading import Box, Reading

# Colours that red-green blind people tell apart (Okabe and Ito).
_SURE, _DOUBTFUL, _REFUSED, _WHITE = "#0072b2", "#d55e00", "#8c8c8c", "#ffffff"
_MOST = 1600
_LEAST = 600


def annotated(reading: Reading) -> Image.Image:
    """Draw the boxes of `reading` on a copy of its picture, large enough for them to be legible."""
    picture = reading.picture.convert("RGB")
    longer = max(picture.size)
    scale = _LEAST / longer if longer < _LEAST else min(1.0, _MOST / longer)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    sheet = picture.resize(size, Image.Resampling.LANCZOS) if scale != 1 else picture.copy()
    draw = ImageDraw.Draw(sheet)
    thickness = max(2, round(max(size) / 700))
    for refused in reading.refused:
        corners = _corners(refused.box, scale)
        draw.rectangle(corners, outline=_REFUSED, width=max(1, thickness // 2))
        draw.line((corners[0], corners[3], corners[2], corners[1]), fill=_REFUSED, width=max(1, thickness // 2))
    for line in reading.lines:
        tall = max(digit.box.height for digit in line.digits) * scale
        font = ImageFont.load_default(max(12, min(40, round(0.3 * tall))))
        for digit in line.digits:
            corners = _within(_corners(digit.box, scale, room=thickness + 1), sheet.size)
            colour = _DOUBTFUL if digit.doubtful else _SURE
            draw.rectangle(corners, outline=colour, width=thickness)
            label = digit.digit + ("?" if digit.doubtful else "")
            _draw_label(draw, corners, label, colour, font)
    return sheet


def _within(corners: tuple[float, float, float, float], size: tuple[int, int]) -> tuple[float, float, float, float]:
    """Draw in a box's corners that lie outside the picture: a digit alone may fill it."""
    left, top, right, bottom = corners
    return max(left, 0.0), max(top, 0.0), min(right, size[0] - 1.0), min(bottom, size[1] - 1.0)


def _corners(box: Box, scale: float, room: int = 0) -> tuple[float, float, float, float]:
    return (
        box.left * scale - room,
        box.top * scale - room,
        (box.left + box.width) * scale + room,
        (box.top + box.height) * scale + room,
    )


def _draw_label(
    draw: ImageDraw.ImageDraw,
    corners: tuple[float, float, float, float],
    label: str,
    colour: str,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
) -> None:
    """Write a label on a tab above the box, or below where there is no room, or else inside."""
    left, top, _, bottom = corners
    x0, y0, x1, y1 = font.getbbox(label)
    width, height = x1 - x0 + 8, y1 - y0 + 8
    place = top - height if top - height >= 0 else bottom if bottom + height < draw.im.size[1] else top
    draw.rectangle((left, place, left + width, place + height), fill=colour)
    draw.text((left + 4 - x0, place + 4 - y0), label, _WHITE, font)
