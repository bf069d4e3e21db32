"""One digit's ink brought into the form of MNIST's images (LeCun et al. 1998, section III.A)."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from convscope._types import Picture
from convscope.reading._arrays import Grey, Mask
from convscope.reading.form._strokes import stroke_width, with_stroke_width

# Of MNIST's 28 pixels the digit's longer side takes 20.
BOX_SHARE = 20 / 28
# Thinner than 99 % of MNIST.
THIN = 1.25 / 28
# Everything is done this much finer than the network's pixels, then averaged down: that makes MNIST's soft edges.
FINE = 8
# The width of MNIST's strokes (training part): 90 % lie between 1.4 and 3.6 pixels of 28, the median is 2.1.
LEAST_STROKE, MOST_STROKE = 1.8 / 28, 3.6 / 28
# MNIST's centres of mass lie, measured in its pixels' indices, between 13.5 and 14.5: around 14 of 0..27.
CENTRE_SHIFT = 0.5


@dataclass(frozen=True)
class Placement:
    """Which steps of MNIST's form are taken; all of them, except to show what each is worth.

    Args:
        scaled: into the 20 x 20 box; else the picture's longer side fills the image, as tutorials do it.
        centred: by the centre of mass; else by the box.
        strokes: widened or narrowed to MNIST's widths.
    """

    scaled: bool = True
    centred: bool = True
    strokes: bool = True


def to_digit_form(mask: Mask, shape: tuple[int, int, int], placement: Placement | None = None) -> Picture:
    """Return one digit, white on black with soft edges, as an image of the network.

    Args:
        mask: the digit's ink, at any resolution, with or without paper around it.
        shape: the network's height, width and channels.
        placement: the steps to take.

    Returns:
        uint8 of `shape`; black if there is no ink.
    """
    placement = placement or Placement()
    height, width, channels = shape
    side = min(height, width)
    if not mask.any():
        return np.zeros(shape, np.uint8)
    fine = _fine_box(mask, side, placement)
    ink = _placed(fine, height, width, placement)
    return np.repeat(ink[:, :, None], channels, axis=2)


def _fine_box(mask: Mask, side: int, placement: Placement) -> Mask:
    """Cut the ink out and scale it so that its longer side has `side * BOX_SHARE * FINE` pixels."""
    box = crop(mask)
    target = side * FINE * (BOX_SHARE if placement.scaled else 1.0)
    if placement.scaled and placement.strokes:
        # The widening takes room that the box must leave: do it first, in the digit's own pixels.
        unit = max(box.shape) / (side * BOX_SHARE)
        box = crop(_with_mnist_strokes(box, unit * side))
    scale = target / max(box.shape)
    soft = cv2.resize(
        np.pad(box, 1).astype(np.float32),
        (max(1, round((box.shape[1] + 2) * scale)), max(1, round((box.shape[0] + 2) * scale))),
        interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC,
    )
    fine = soft > 0.5  # noqa: PLR2004 - half covered
    # Of a hair's breadth nothing may be half covered: then all that is touched counts.
    return crop(fine if fine.any() else soft > 0)


def _with_mnist_strokes(box: Mask, side: float) -> Mask:
    room = int(np.ceil(LEAST_STROKE * side)) + 1
    return with_stroke_width(np.pad(box, room), least=LEAST_STROKE * side, most=MOST_STROKE * side)


def _placed(fine: Mask, height: int, width: int, placement: Placement) -> Grey:
    """Put the fine ink into the image, by its centre of mass or its box, and average it down."""
    if placement.centred:
        (rows, columns), share = (fine.sum(axis=1), fine.sum(axis=0)), fine.sum()
        middle = (rows @ np.arange(len(rows)) / share + 0.5, columns @ np.arange(len(columns)) / share + 0.5)
        shift = CENTRE_SHIFT * FINE
    else:
        middle = (fine.shape[0] / 2, fine.shape[1] / 2)
        shift = 0.0
    canvas = np.zeros((height * FINE, width * FINE), np.float32)
    top, left = (round(side * FINE / 2 + shift - at) for side, at in zip((height, width), middle, strict=True))
    # What leaves the image is lost.
    seen = fine[max(0, -top) : max(0, canvas.shape[0] - top), max(0, -left) : max(0, canvas.shape[1] - left)]
    canvas[max(0, top) : max(0, top) + seen.shape[0], max(0, left) : max(0, left) + seen.shape[1]] = seen * np.float32(
        255
    )
    return np.asarray(np.rint(cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA)).astype(np.uint8))


def stroke_change(mask: Mask) -> str:
    """Say what MNIST's form does to the strokes of this digit: "wider", "narrower" or nothing."""
    box = crop(mask)
    width = stroke_width(box) * BOX_SHARE / max(box.shape)
    return "wider" if width < LEAST_STROKE else "narrower" if width > MOST_STROKE else ""


def crop(mask: Mask) -> Mask:
    """Cut the mask to the box of its ink."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def is_in_form(grey: Grey, shape: tuple[int, int, int]) -> bool:
    """Tell whether a grey picture already is like MNIST's: its size, light on black, boxed, centred."""
    height, width, _ = shape
    if grey.shape != (height, width) or not grey.any():
        return False
    frame = np.concatenate([grey[:2].ravel(), grey[-2:].ravel(), grey[:, :2].ravel(), grey[:, -2:].ravel()])
    if np.percentile(frame, 90) > 8:  # noqa: PLR2004 - black, but for a touch of ink
        return False
    ink = crop(grey > 20)  # noqa: PLR2004 - more than a soft edge's tail
    if max(ink.shape) > BOX_SHARE * max(height, width) + 1 or max(ink.shape) < BOX_SHARE * min(height, width) - 2:
        return False
    weight = grey.astype(np.float64)
    row = (weight.sum(axis=1) @ np.arange(height)) / weight.sum() - (height - 1) / 2 - CENTRE_SHIFT
    column = (weight.sum(axis=0) @ np.arange(width)) / weight.sum() - (width - 1) / 2 - CENTRE_SHIFT
    return bool(max(abs(row), abs(column)) <= 1) and not _is_thin(grey)


def _is_thin(grey: Grey) -> bool:
    """Tell whether the strokes are thinner than MNIST's thinnest: a one-pixel pen of a paint program."""
    large = cv2.resize(grey, None, fx=FINE, fy=FINE, interpolation=cv2.INTER_CUBIC)
    width = stroke_width(np.asarray(large > 127))  # noqa: PLR2004 - half covered
    return bool(width < THIN * FINE * min(grey.shape))
