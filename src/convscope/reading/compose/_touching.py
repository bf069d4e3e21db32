"""What the reader's own cuts leave of digits that touch: a digit with a bit of its neighbour, and what is none."""

# ruff: noqa: PLR2004 - how digits touch and what still is one is numbers

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from convscope.reading._arrays import Mask
from convscope.reading.compose._camera import holes
from convscope.reading.compose._fragments import is_none_without
from convscope.reading.form import crop, stroke_width
from convscope.reading.page import MOST_PIECES, WIDEST, Part, cut_pieces, joined

# A piece is a digit if it shares this much of their ink together with one, and none if not even that much with any.
_DIGIT, _NONE = 0.85, 0.55
# Ink lower than this share of the digits is refused by its shape; the network need not learn it.
_LOW = 0.36

Digit = tuple[Mask, int]
"""Ink and which digit it is."""


def cut_digit(digits: list[Digit], rng: np.random.Generator) -> Digit | None:
    """Let digits touch and cut them apart; return one with what the cut left on it and took from it.

    Args:
        digits: from left to right.
        rng: draws how they touch, and which one is returned.

    Returns:
        Its ink and which it is; None if no cut leaves one of them what it was.
    """
    owners, pieces = _cut(digits, rng)
    found = [
        (piece, label)
        for piece in _spans(pieces, owners[0].shape)
        for owner, (_, label) in zip(owners, digits, strict=True)
        if _alike(piece, owner) >= _DIGIT and holes(crop(piece)) == holes(crop(owner))
    ]
    return found[int(rng.integers(len(found)))] if found else None


def wrongly_cut(digits: list[Digit], rng: np.random.Generator) -> Mask | None:
    """Let digits touch and cut them in the wrong places; return what is no digit then, or None if all is one.

    Args:
        digits: from left to right.
        rng: draws how they touch, and which piece is returned.
    """
    owners, pieces = _cut(digits, rng)
    found = [piece for piece in _spans(pieces, owners[0].shape) if _is_none(piece, owners, digits)]
    return found[int(rng.integers(len(found)))] if found else None


def _is_none(piece: Mask, owners: list[Mask], digits: list[Digit]) -> bool:
    height = max(crop(owner).shape[0] for owner in owners)
    if crop(piece).shape[0] < _LOW * height or max(_alike(piece, owner) for owner in owners) > _NONE:
        return False
    shares = [float((piece & owner).sum()) / piece.sum() for owner in owners]
    place = int(np.argmax(shares))
    if shares[place] < 0.85:
        return True
    # Hardly more than a piece of one digit, which may be another digit.
    own = np.flatnonzero(owners[place].any(axis=0))
    columns = np.flatnonzero(piece.any(axis=0))
    missing = columns[0] - own[0], own[-1] - columns[-1]
    return is_none_without(digits[place][1], right=bool(missing[1] > missing[0]))


def _alike(piece: Mask, owner: Mask) -> float:
    return float((piece & owner).sum() / (piece | owner).sum())


def _cut(digits: list[Digit], rng: np.random.Generator) -> tuple[list[Mask], list[Part]]:
    """Return each digit's ink on one canvas, and the pieces that all of it is cut into where it may be cut."""
    owners = _touching([crop(mask) for mask, _ in digits], rng)
    ink = np.logical_or.reduce(owners)
    height = max(crop(owner).shape[0] for owner in owners)
    return owners, cut_pieces(Part(0, 0, ink), float(height), stroke_width(ink))


def _touching(boxes: list[Mask], rng: np.random.Generator) -> list[Mask]:
    """Stand digits on a line so that each touches the one before it, and a little more; each on the whole canvas."""
    height = max(box.shape[0] for box in boxes)
    room = round(0.15 * height)
    canvas = np.zeros((height + 2 * room, sum(box.shape[1] for box in boxes) + room), bool)
    owners: list[Mask] = []
    for box in boxes:
        top = room + height - box.shape[0] + int(np.clip(rng.normal(0, 0.05) * height, -room, room))
        column = _nearest(owners[-1], box, top) - round(height * rng.uniform(0, 0.08)) if owners else 0
        owner = np.zeros_like(canvas)
        owner[top : top + box.shape[0], max(0, column) : max(0, column) + box.shape[1]] = box
        owners.append(owner)
    shown = np.logical_or.reduce(owners)
    rows, columns = np.flatnonzero(shown.any(axis=1)), np.flatnonzero(shown.any(axis=0))
    return [owner[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] for owner in owners]


def _nearest(left: Mask, box: Mask, top: int) -> int:
    """Return the column at which a box's ink comes to stand beside that of the one before it."""
    width = left.shape[1]
    beside = left[top : top + box.shape[0]]
    ends = np.where(beside.any(axis=1), width - beside[:, ::-1].argmax(axis=1), -width)
    starts = np.where(box.any(axis=1), box.argmax(axis=1), width)
    return int((ends - starts).max())


def _spans(pieces: list[Part], shape: tuple[int, ...]) -> Iterator[Mask]:
    """Give what the reader would ask about: some pieces that follow each other, on the whole canvas."""
    for first in range(len(pieces)):
        for after in range(first + 1, min(first + MOST_PIECES, len(pieces)) + 1):
            part = joined(pieces[first:after])
            if part.width > WIDEST * shape[0]:
                break
            canvas = np.zeros(shape, bool)
            canvas[part.top : part.bottom, part.left : part.right] = part.mask
            yield canvas
