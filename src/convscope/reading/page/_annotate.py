"""Boxes drawn on the picture: what was read, what is doubtful, what was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from convscope.reading.page._reading import Box, Reading

# Colours that red-green blind people tell apart (Okabe and Ito).
_SURE, _DOUBTFUL, _REFUSED, _WHITE = "#0072b2", "#d55e00", "#6b6b6b", "#ffffff"
_MOST = 1600
_LEAST = 600

_Corners: TypeAlias = tuple[float, float, float, float]


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
        _cross_out(draw, _corners(refused.box, scale), max(1, thickness // 2))
    taken: list[_Corners] = []
    boxes = [_within(_corners(digit.box, scale, room=thickness + 1), sheet.size) for digit in reading.digits]
    for line in reading.lines:
        tall = max(digit.box.height for digit in line.digits) * scale
        font = ImageFont.load_default(max(12, min(40, round(0.3 * tall))))
        for digit in line.digits:
            corners = _within(_corners(digit.box, scale, room=thickness + 1), sheet.size)
            colour = _DOUBTFUL if digit.doubtful else _SURE
            draw.rectangle(corners, outline=colour, width=thickness)
            label = digit.digit + ("?" if digit.doubtful else "")
            others = [box for box in boxes if box != corners]
            taken.append(_draw_label(draw, corners, label, colour, font, others=others, taken=taken))
    return sheet


def _cross_out(draw: ImageDraw.ImageDraw, corners: _Corners, width: int) -> None:
    """Cross out what was refused, in grey with a light edge: paper may be grey too, and a board black."""
    left, top, right, bottom = corners
    for colour, wide in ((_WHITE, width + 2), (_REFUSED, width)):
        draw.rectangle(
            (left - wide // 2, top - wide // 2, right + wide // 2, bottom + wide // 2), outline=colour, width=wide
        )
        draw.line((left, bottom, right, top), fill=colour, width=wide)


def _within(corners: _Corners, size: tuple[int, int]) -> _Corners:
    """Draw in a box's corners that lie outside the picture: a digit alone may fill it."""
    left, top, right, bottom = corners
    return max(left, 0.0), max(top, 0.0), min(right, size[0] - 1.0), min(bottom, size[1] - 1.0)


def _corners(box: Box, scale: float, room: int = 0) -> _Corners:
    return (
        box.left * scale - room,
        box.top * scale - room,
        (box.left + box.width) * scale + room,
        (box.top + box.height) * scale + room,
    )


def _draw_label(
    draw: ImageDraw.ImageDraw,
    corners: _Corners,
    label: str,
    colour: str,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    *,
    others: list[_Corners],
    taken: list[_Corners],
) -> _Corners:
    """Write a label on a tab at the box, and return where the tab is."""
    x0, y0, x1, y1 = font.getbbox(label)
    width, height = float(x1 - x0 + 8), float(y1 - y0 + 8)
    left, top = _place(corners, (width, height), draw.im.size, others, taken)
    draw.rectangle((left, top, left + width, top + height), fill=colour)
    draw.text((left + 4 - x0, top + 4 - y0), label, _WHITE, font)
    return left, top, left + width, top + height


def _place(
    corners: _Corners,
    tab: tuple[float, float],
    size: tuple[int, int],
    others: list[_Corners],
    taken: list[_Corners],
) -> tuple[float, float]:
    """Return where a box's tab goes: above it, or below, or beside it where there is no room, or else inside.

    Args:
        corners: the box.
        tab: its width and height.
        size: the picture's.
        others: boxes that a tab beside this one must leave free.
        taken: where other boxes' tabs are.
    """
    left, top, right, bottom = corners
    width, height = tab
    stacked, beside = [(left, top - height), (left, bottom)], [(right, top), (left - width, top)]
    for x, y in stacked + beside:
        place = (x, y, x + width, y + height)
        if min(x, y) < 0 or place[2] >= size[0] or place[3] >= size[1]:
            continue
        occupied = taken if (x, y) in stacked else taken + others
        if not any(_overlap(place, one) for one in occupied):
            return x, y
    return left, top


def _overlap(one: _Corners, other: _Corners) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
