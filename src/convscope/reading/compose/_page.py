"""Digits set in lines on a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from jaxtyping import Float64, Integer, UInt8

from convscope.reading._arrays import Colour, Grey, Mask, Strength
from convscope.reading.compose._glyph import digit_ink, doodle_ink, letter_ink, mask_ink
from convscope.reading.compose._paper import photographed

if TYPE_CHECKING:
    from convscope.reading.compose._style import Style


@dataclass(frozen=True)
class Page:
    """A made page.

    Args:
        pixels: the picture.
        text: its digits, lines joined by newlines.
        centres: where each digit is, in reading order: x and y of its middle.
    """

    pixels: Grey | Colour
    text: str
    centres: Float64[np.ndarray, "n 2"]


def digits_in(page: Page, box: list[int]) -> Integer[np.ndarray, " found"]:
    """Return which of the page's digits, by their place in reading order, have their middle in a box.

    Args:
        page: the page.
        box: left, top, width, height.
    """
    left, top, width, height = box
    away = np.abs(page.centres - [left + width / 2, top + height / 2])
    return np.flatnonzero((away[:, 0] <= width / 2) & (away[:, 1] <= height / 2))


def read_right(page: Page, digit: str, box: list[int]) -> bool:
    """Tell whether a digit that was read is the one that stands in the middle of its box.

    Args:
        page: what was read.
        digit: the digit that was read.
        box: left, top, width, height.
    """
    inside = digits_in(page, box)
    if not len(inside):
        return False
    left, top, width, height = box
    away = np.abs(page.centres[inside] - [left + width / 2, top + height / 2])
    nearest = inside[away.sum(axis=1).argmin()]
    return page.text.replace("\n", "")[nearest] == digit


def compose_page(
    images: UInt8[np.ndarray, "n 28 28"],
    labels: Integer[np.ndarray, " n"],
    style: Style,
    rng: np.random.Generator,
    *,
    others: Callable[[np.random.Generator], Mask] | None = None,
) -> Page:
    """Set digits in lines, in the order in which they are given.

    Args:
        images: digits in MNIST's form; all of them are set.
        labels: what they are.
        style: what the page is like.
        rng: draws everything that the style leaves open.
        others: draws the ink of a mark; by default these are letters of OpenCV's fonts, and doodles.
    """
    rows = np.array_split(np.arange(len(images)), style.lines) if len(images) else []
    margin = round(style.digit_height * rng.uniform(0.6, 1.5))
    pitch = round(style.digit_height * rng.uniform(1.7, 2.2))
    setter = _Setter(style, rng)
    centres: list[tuple[float, float]] = []
    for number, row in enumerate(rows):
        line = margin + number * pitch
        x = margin + round(rng.uniform(0, style.digit_height))
        for index in row:
            while rng.random() < style.marks:
                x = setter.stand(_mark(style, rng, others), x, line)
            x = setter.stand(digit_ink(images[index], style, rng), x, line)
            left, top, ink = setter.placed[-1]
            centres.append((left + ink.shape[1] / 2, top + ink.shape[0] / 2))
    canvas, turned = _tilted(setter.canvas(margin), np.array(centres).reshape(-1, 2), style.tilt)
    text = "\n".join("".join(str(labels[index]) for index in row) for row in rows if len(row))
    return Page(photographed(canvas, style, rng), text, turned)


def _mark(style: Style, rng: np.random.Generator, others: Callable[[np.random.Generator], Mask] | None) -> Strength:
    if others is not None:
        return mask_ink(others(rng), style, rng)
    return letter_ink(style, rng) if rng.random() < 0.8 else doodle_ink(style, rng)  # noqa: PLR2004 - most are letters


class _Setter:
    """Stands glyphs beside each other on lines.

    Args:
        style: what the page is like.
        rng: draws the unevenness.
    """

    def __init__(self, style: Style, rng: np.random.Generator) -> None:
        self._style, self._rng = style, rng
        self.placed: list[tuple[int, int, Strength]] = []

    def stand(self, ink: Strength, x: int, line: int) -> int:
        """Stand a glyph at column `x` on the line whose top is at row `line`; return where the next one begins."""
        style = self._style
        unevenness = style.digit_height * self._rng.normal(0, 0.04)
        y = max(0, round(line + 1.1 * style.digit_height - ink.shape[0] + unevenness))
        self.placed.append((max(0, x), y, ink))
        gap = style.digit_height * (style.gap + abs(self._rng.normal(0, 0.1)) * (style.gap > 0))
        return round(float(x + ink.shape[1] + gap))

    def canvas(self, margin: int) -> Strength:
        """Return all glyphs on one sheet with a margin at the right and below."""
        height = self._style.digit_height
        right = max((left + ink.shape[1] for left, _, ink in self.placed), default=4 * height)
        bottom = max((top + ink.shape[0] for _, top, ink in self.placed), default=3 * height)
        canvas = np.zeros((bottom + margin, right + margin), np.float32)
        for left, top, ink in self.placed:
            area = canvas[top : top + ink.shape[0], left : left + ink.shape[1]]
            np.maximum(area, ink, out=area)
        return canvas


def _tilted(canvas: Strength, centres: np.ndarray, degrees: float) -> tuple[Strength, np.ndarray]:
    """Turn the page so that its lines fall to the right by `degrees`."""
    if not degrees:
        return canvas, centres.astype(np.float64)
    height, width = canvas.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    size = (round(width * cosine + height * sine), round(width * sine + height * cosine))
    turn[:, 2] += ((size[0] - width) / 2, (size[1] - height) / 2)
    moved = centres @ turn[:, :2].T + turn[:, 2]
    return np.asarray(cv2.warpAffine(canvas, turn, size)), np.asarray(moved, np.float64)
