"""Digits as the reader's own steps find them on pages: what blur, noise and the paper's lines leave of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from convscope._types import Picture
from convscope.reading.compose._alike import is_like_a_digit
from convscope.reading.compose._page import compose_page, digits_in
from convscope.reading.compose._style import random_style
from convscope.reading.form import to_digit_form
from convscope.reading.judge import SHAPE
from convscope.reading.page import Part, Sheet, box_of, find_ink, find_parts, joined

if TYPE_CHECKING:
    from convscope.reading.compose._examples import Source
    from convscope.reading.compose._page import Page
    from convscope.reading.compose._style import Style

NO_DIGIT = -1
"""The row of what is no digit: mostly what is left of the paper's lines."""
# Most pages are photographs of ruled paper, most of these squared: of other paper nearly all of a digit is found.
_PHOTOGRAPHED, _RULED, _SQUARED = 0.5, 0.9, 0.7
# A part whose middle is this share of a digit's height away belongs to it; of its parts those are specks that are
# smaller than the second share.
_NEAR, _SPECK = 0.6, 0.15
# What lies apart is no digit if it is so large: at most so many a page. Only so many parts, the largest, are looked at.
_LARGE, _FEW, _MANY = 0.3, 6, 400
# What is less like MNIST's own image (the cosine between both, blurred) is too little of a digit to learn from.
_LEFT, _BLUR = 0.6, 1.2


def digits_on_a_page(source: Source, rng: np.random.Generator) -> list[tuple[Picture, int]]:
    """Compose a page and find its ink; return what is left of each digit in MNIST's form, and its row in the source.

    Args:
        source: the digits.
        rng: draws the page.

    Returns:
        Images (28, 28, 1) and rows; `NO_DIGIT` for ink apart from all digits, mostly what is left of the paper's lines.
        Digits that touch are left out.
    """
    style = _style(rng)
    rows = rng.integers(0, len(source.images), int(rng.integers(4 * style.lines, 8 * style.lines + 1)))
    page = compose_page(source.images[rows], source.labels[rows], style, rng)
    sheet = find_ink(page.pixels)
    owned, loose = _shared_out(find_parts(sheet.mask)[:_MANY], sheet, page, style.digit_height)
    height = style.digit_height / sheet.shrunk  # on the sheet
    found = []
    for row, parts in zip(rows, owned, strict=True):
        whole = [part for part in parts if max(part.height, part.width) >= _SPECK * height] or parts[:1]
        if whole:
            image = to_digit_form(joined(whole).mask, SHAPE)
            if _likeness(image, source.images[row]) >= _LEFT:
                found.append((image, int(row)))
    remains = [part for part in loose if max(part.height, part.width) >= _LARGE * height]
    others = [part for part in remains if not is_like_a_digit(part.mask)][:_FEW]
    return [*found, *((to_digit_form(part.mask, SHAPE), NO_DIGIT) for part in others)]


def _style(rng: np.random.Generator) -> Style:
    style = random_style(rng)
    if rng.random() < _PHOTOGRAPHED:
        while not style.noise:
            style = random_style(rng)
    if rng.random() < _RULED:
        style = replace(style, ruling="squares" if rng.random() < _SQUARED else "lines")
    height, lines = int(rng.integers(36, 84)), int(rng.integers(3, 6))
    return replace(style, digit_height=height, lines=lines, gap=float(rng.uniform(0.15, 0.9)))


def _shared_out(parts: list[Part], sheet: Sheet, page: Page, height: int) -> tuple[list[list[Part]], list[Part]]:
    """Return the parts of each digit, none of one that touches another, and those that belong to no digit.

    Args:
        parts: of the sheet.
        sheet: tells where they are on the picture.
        page: tells where the digits are.
        height: of the digits, in pixels of the picture.
    """
    owned: list[list[Part]] = [[] for _ in page.centres]
    touching, loose = set(), []
    for part in parts:
        box = box_of(part, sheet)
        inside = digits_in(page, box.to_list())
        away = np.abs(page.centres - [box.left + box.width / 2, box.top + box.height / 2])
        nearest = int(inside[0]) if len(inside) else int(np.hypot(*away.T).argmin())
        if len(inside) > 1:
            touching.update(inside.tolist())
        elif len(inside) or (away[nearest] < _NEAR * height).all():
            owned[nearest].append(part)
        else:
            loose.append(part)
    return [[] if number in touching else own for number, own in enumerate(owned)], loose


def _likeness(image: Picture, other: np.ndarray) -> float:
    one, two = (cv2.GaussianBlur(each.reshape(SHAPE[:2]).astype(np.float32), (0, 0), _BLUR) for each in (image, other))
    return float((one * two).sum() / max(1e-6, np.linalg.norm(one) * np.linalg.norm(two)))
