"""The way of one digit from the page to the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convscope.reading import form
from convscope.reading._visible import visible
from convscope.reading.single import Prepared, Step

if TYPE_CHECKING:
    from PIL import Image

    from convscope.reading.page import Box, Found, Sheet

# Paper left around the digit when it is cut out, in its own sizes: on the page, and for the network.
_AROUND, _ROOM = 0.9, 0.2


def way_of(
    found: Found, sheet: Sheet, picture: Image.Image, shape: tuple[int, int, int]
) -> tuple[Image.Image, Prepared]:
    """Return a digit cut out of the picture, and the steps from the page to the network's image.

    Args:
        found: the digit.
        sheet: the ink of the page.
        picture: the page.
        shape: the network's height, width and channels.
    """
    part = found.part
    # A square with the digit in its middle.
    side = round((1 + 2 * _ROOM) * max(part.height, part.width)) + 2
    top, left = (side - part.height) // 2, (side - part.width) // 2
    strength = _window(sheet.strength, part.top - top, part.left - left, side)
    mask = _window(part.mask, -top, -left, side)
    cutting = _cut_out(picture, found.digit.box, _ROOM)
    light = "light ink on dark" if sheet.light_on_dark else "dark ink on light"
    scaled = form.to_digit_form(part.mask, shape, form.Placement(centred=False, strokes=False))
    strokes = form.to_digit_form(part.mask, shape, form.Placement(centred=False))
    change = form.stroke_change(part.mask)
    box = round(min(shape[:2]) * form.BOX_SHARE)
    image = form.to_digit_form(part.mask, shape)
    steps = (
        Step("on the page", f"found on the page, {light}", np.asarray(_cut_out(picture, found.digit.box, _AROUND))),
        Step("evened", "made grey and light on dark, the light evened out", visible(strength)),
        Step("ink", "the ink cut out, ruling and neighbours gone", mask.astype(np.uint8) * 255),
        Step(f"{box} x {box}", f"scaled into a box of {box} x {box}", scaled[..., 0]),
        Step("strokes", f"strokes made {change}" if change else "strokes as wide as MNIST's already", strokes[..., 0]),
        Step("centred", "centred by its centre of mass: what the network sees", image[..., 0]),
    )
    return cutting, Prepared(image, steps, inverted=not sheet.light_on_dark)


def _cut_out(picture: Image.Image, box: Box, room: float) -> Image.Image:
    """Cut a square with the digit in its middle out of the picture; it ends where the picture does."""
    side = max(box.width, box.height) * (1 + 2 * room)
    x, y = box.left + box.width / 2, box.top + box.height / 2
    left, top = max(0, round(x - side / 2)), max(0, round(y - side / 2))
    right, bottom = min(picture.width, round(x + side / 2)), min(picture.height, round(y + side / 2))
    return picture.crop((left, top, max(right, left + 1), max(bottom, top + 1)))


def _window(values: np.ndarray, top: int, left: int, side: int) -> np.ndarray:
    """Return a square part of an array; zeros where it goes beyond."""
    window = np.zeros((side, side), values.dtype)
    inside = values[max(0, top) : max(0, top + side), max(0, left) : max(0, left + side)]
    row, column = max(0, -top), max(0, -left)
    window[row : row + inside.shape[0], column : column + inside.shape[1]] = inside
    return window
