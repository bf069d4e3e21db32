"""What all drawings are made of: their colours, and the parts that stand in several of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from convscope.reading.page import Box

PAPER, BLACK, GREY, EDGE, TRACK = "#ffffff", "#1a1a1a", "#5f6672", "#c9ced6", "#e8eaee"
# Colours that red-green blind people tell apart (Okabe and Ito): for what is right or sure, and for what is not.
BLUE, VERMILION = "#0072b2", "#d55e00"
_REFUSED, _ARROW = "#6b6b6b", "#9aa3b2"

# From so many times larger on, pixels are shown as squares.
_SQUARES = 2

Font: TypeAlias = ImageFont.FreeTypeFont | ImageFont.ImageFont

Corners: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom."""


def font(size: int) -> Font:
    """Return Pillow's own font."""
    return ImageFont.load_default(size)


def fitting(text: str, size: int, width: int) -> str:
    """Leave the start of a line out until it fits; a path's end says more than its beginning.

    Args:
        text: the line.
        size: its font's.
        width: the room for it, in pixels.
    """
    letters = font(size)
    shortened = text
    while len(shortened) > 1 and letters.getlength(shortened) > width:
        text = text[1:]
        shortened = "..." + text
    return shortened


def wrapped(text: str, size: int, width: int) -> list[str]:
    """Break a text between words into lines that fit; a word that is too long stands alone."""
    letters = font(size)
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and letters.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def draw_frame(sheet: Image.Image, pixels: np.ndarray, corner: tuple[int, int], side: int) -> None:
    """Show pixels in a square frame, with their proportions; few of them as squares of their own.

    Args:
        sheet: what is drawn on.
        pixels: uint8, grey (height, width) or with 1 or 3 channels.
        corner: the upper left one of the frame's inside.
        side: the inside's, in pixels.
    """
    left, top = corner
    flat = pixels[..., 0] if pixels.ndim == 3 and pixels.shape[2] == 1 else pixels  # noqa: PLR2004 - one channel
    picture = Image.fromarray(flat).convert("RGB")
    scale = side / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    shown = picture.resize(size, Image.Resampling.NEAREST if scale > _SQUARES else Image.Resampling.LANCZOS)
    sheet.paste(shown, (left + (side - size[0]) // 2, top + (side - size[1]) // 2))
    ImageDraw.Draw(sheet).rectangle((left - 1, top - 1, left + side, top + side), outline=EDGE)


def draw_arrow(draw: ImageDraw.ImageDraw, start: int, tip: int, middle: int) -> None:
    """Draw an arrow to the right."""
    draw.line((start, middle, tip - 4, middle), fill=_ARROW, width=2)
    draw.polygon(((tip, middle), (tip - 6, middle - 5), (tip - 6, middle + 5)), fill=_ARROW)


def corners_of(box: Box, scale: float, room: int = 0) -> Corners:
    """Return where a box is on a picture that was scaled, with some room around it."""
    return (
        box.left * scale - room,
        box.top * scale - room,
        (box.left + box.width) * scale + room,
        (box.top + box.height) * scale + room,
    )


def cross_out(draw: ImageDraw.ImageDraw, corners: Corners, width: int) -> None:
    """Cross out what was refused, in grey with a light edge: paper may be grey too, and a board black."""
    left, top, right, bottom = corners
    for colour, wide in ((PAPER, width + 2), (_REFUSED, width)):
        draw.rectangle(
            (left - wide // 2, top - wide // 2, right + wide // 2, bottom + wide // 2), outline=colour, width=wide
        )
        draw.line((left, bottom, right, top), fill=colour, width=wide)
