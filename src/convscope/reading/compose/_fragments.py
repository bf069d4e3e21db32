"""What a wrong cut leaves of digits: a side of one, a corner of one, two or three in one piece."""

# ruff: noqa: PLR2004 - where wrong cuts run is numbers

from __future__ import annotations

import numpy as np

from convscope.reading._arrays import Mask
from convscope.reading.form import crop

# Of these digits a side is no digit: the right of an 8 is a 3, half a 1, 4, 7 or 9 may be a 1.
_LEFT, _RIGHT = (0, 2, 3, 5, 8), (0, 2, 5, 6)


def is_none_without(label: int, *, right: bool) -> bool:
    """Tell whether a digit surely is none when its right side, or its left one, is missing."""
    return label in (_LEFT if right else _RIGHT)


def side(mask: Mask, label: int, rng: np.random.Generator) -> Mask | None:
    """Return one side of a digit that was cut upright; None where that may be another digit."""
    sides = [name for name in ("left", "right") if is_none_without(label, right=name == "left")]
    if not sides:
        return None
    box = crop(mask)
    if box.shape[1] < 0.4 * box.shape[0]:
        return None
    share = rng.uniform(0.3, 0.5)
    place = round(box.shape[1] * share)
    return box[:, :place] if rng.choice(sides) == "left" else box[:, -place:]


def corner(mask: Mask, label: int, rng: np.random.Generator) -> Mask | None:
    """Return a corner of a digit; None for a 1, whose corners are all the same, and where little ink is."""
    if label == 1:
        return None
    box = crop(mask)
    height, width = (round(size * rng.uniform(0.3, 0.5)) for size in box.shape)
    rows = slice(0, height) if rng.random() < 0.5 else slice(box.shape[0] - height, None)
    columns = slice(0, width) if rng.random() < 0.5 else slice(box.shape[1] - width, None)
    piece = box[rows, columns]
    # A corner that is one straight stroke may be a 1.
    return piece if piece.sum() > 30 and min(crop(piece).shape) > 0.55 * max(crop(piece).shape) else None


def together(masks: list[Mask], rng: np.random.Generator) -> Mask:
    """Return digits side by side in one piece: they touch, or nearly."""
    boxes = [crop(mask) for mask in masks]
    height = max(box.shape[0] for box in boxes) + 12
    canvas = np.zeros((height, sum(box.shape[1] for box in boxes) + 24), bool)
    x = 0
    for box in boxes:
        top = int(rng.integers(0, height - box.shape[0]))
        canvas[top : top + box.shape[0], x : x + box.shape[1]] |= box
        x = max(0, x + box.shape[1] - int(rng.integers(-5, 9)))
    return crop(canvas)
