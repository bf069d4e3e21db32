"""Boxes drawn on the picture: what was read, what is doubtful, what was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from convscope.reading._drawing import BLUE, PAPER, VERMILION, Corners, Font, corners_of, cross_out, font

if TYPE_CHECKING:
    from convscope.reading.page._reading import Reading

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
        cross_out(draw, corners_of(refused.box, scale), max(1, thickness // 2))
    taken: list[Corners] = []
    boxes = [_within(corners_of(digit.box, scale, room=thickness + 1), sheet.size) for digit in reading.digits]
    for line in reading.lines:
        tall = max(digit.box.height for digit in line.digits) * scale
        letters = font(max(12, min(40, round(0.3 * tall))))
        for digit in line.digits:
            corners = _within(corners_of(digit.box, scale, room=thickness + 1), sheet.size)
            colour = VERMILION if digit.doubtful else BLUE
            draw.rectangle(corners, outline=colour, width=thickness)
            label = digit.digit + ("?" if digit.doubtful else "")
            others = [box for box in boxes if box != corners]
            taken.append(_draw_label(draw, corners, label, colour, letters, others=others, taken=taken))
    return sheet


def _within(corners: Corners, size: tuple[int, int]) -> Corners:
    """Draw in a box's corners that lie outside the picture: a digit alone may fill it."""
    left, top, right, bottom = corners
    return max(left, 0.0), max(top, 0.0), min(right, size[0] - 1.0), min(bottom, size[1] - 1.0)


def _draw_label(
    draw: ImageDraw.ImageDraw,
    corners: Corners,
    label: str,
    colour: str,
    letters: Font,
    *,
    others: list[Corners],
    taken: list[Corners],
) -> Corners:
    """Write a label on a tab at the box, and return where the tab is."""
    x0, y0, x1, y1 = letters.getbbox(label)
    width, height = float(x1 - x0 + 8), float(y1 - y0 + 8)
    left, top = _place(corners, (width, height), draw.im.size, others, taken)
    draw.rectangle((left, top, left + width, top + height), fill=colour)
    draw.text((left + 4 - x0, top + 4 - y0), label, PAPER, letters)
    return left, top, left + width, top + height


def _place(
    corners: Corners,
    tab: tuple[float, float],
    size: tuple[int, int],
    others: list[Corners],
    taken: list[Corners],
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


def _overlap(one: Corners, other: Corners) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
