"""Frames, boxes, axes, tables: lines drawn around what is written or beside it. They are no paper's ruling.

Ruling runs through the writing and off the sheet; what is drawn ends on the sheet, and most of what it holds stands
free of it. So these lines can go as a piece of ink, and nothing else is touched.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

import cv2
import numpy as np
from jaxtyping import Integer

from convscope.reading._arrays import Mask
from convscope.reading.ink._border import edge_of, typical_size
from convscope.reading.ink._crossing import crossing, crossing_upright
from convscope.reading.ink._paper import OnPaper
from convscope.reading.ink._rings import rings
from convscope.reading.ink._ruling import best_lean
from convscope.reading.ink._turn import turn_matrix, turned_mask

# Fewer pixels of ink than this are dust; only so many of the largest pieces are looked at.
_DUST, _FEW = 12, 24
# A frame is so many times as large as what is written, hardly fills its box, holds so many pieces of ink at least, and
# these have this share of its own ink at least: crumbs in a loop of a digit do not.
_LARGER, _FULL, _HOLDS, _LEAST = 2.5, 0.35, 2, 0.1
# They are this share of all the writing on the page: what squares broke into holds less.
_SHARE = 0.05
# So many others as large as it (to this ratio) that hold nothing are writing, and so is it: crumbs lie in its box.
_OTHERS, _AS_LARGE = 2, 1.5
# It ends on the sheet: it reaches one edge of the picture at most.
_EDGES = 1
# A line is this much longer than what is written is large ...
_LONG = 1.2
# ... within a band this share of that wide, for by hand no line is straight ...
_BAND = 0.3
# ... and made of straight pieces of this share of it.
_PIECE = 0.25
# What touches a frame and is this share as large as what is written is written too.
_WRITTEN = 0.5
# Of all that a frame holds this share stands free of it: digits on squares do not.
_FREE = 0.6
# A line fades into the paper within this share of that, and so many pixels at least.
_FADES, _FADES_LEAST = 0.05, 3
# Lines nearer to each other than so many pixels are one.
_GAP = 6
# The lean is searched at this size.
_SMALL = 480


_Boxes: TypeAlias = Integer[np.ndarray, "pieces 5"]
"""Left, top, width, height, and area of each piece of ink; the first is paper."""


def without_frames(page: OnPaper, mask: Mask) -> OnPaper | None:
    """Return the page without the lines that were drawn around or beside the writing, or None if there are none.

    Args:
        page: how much ink there is.
        mask: where it is.
    """
    gone, reach = frames(mask)
    drawn_around = rings(mask)
    if drawn_around.any():
        gone, reach = gone | drawn_around, max(reach, _FADES_LEAST)
    if not gone.any():
        return None
    # A line fades into the paper; what stands beside it fades too.
    near = cv2.dilate(gone.astype(np.uint8), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0
    kept = cv2.dilate((mask & ~gone).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return replace(page, strength=np.where(near & ~(kept & ~gone), 0, page.strength).astype(np.float32))


def frames(mask: Mask) -> tuple[Mask, int]:
    """Return which ink is lines drawn around or beside the writing, and how many pixels around them they fade."""
    whole = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8))
    _count, labels, boxes, _ = cv2.connectedComponentsWithStats(whole, connectivity=8)
    gone, reach = np.zeros_like(mask), 0
    sides = np.maximum(boxes[:, 2], boxes[:, 3])
    for label in [int(label) for label in np.argsort(-sides, kind="stable") if label][:_FEW]:
        size, free = _held(boxes, label)
        if not free or _edges_reached(mask.shape, boxes[label]) > _EDGES or _is_one_of_many(boxes, label):
            continue
        left, top, width, height, _area = (int(value) for value in boxes[label])
        box = (slice(top, top + height), slice(left, left + width))
        gone[box] |= mask[box] & _lines(labels[box] == label, size, free)
        reach = max(reach, _FADES_LEAST, round(_FADES * size))
    return gone, reach


def _held(boxes: _Boxes, label: int) -> tuple[float, int]:
    """Return how large the writing is that a piece of ink may be a frame of, and how much of it stands in its box.

    Args:
        boxes: of all pieces of ink.
        label: which of them is looked at.
    """
    left, top, width, height, area = (int(value) for value in boxes[label])
    sides = np.maximum(boxes[:, 2], boxes[:, 3])
    # The frame beside it, if both lean, is no part of what it holds.
    small = (boxes[:, 4] >= _DUST) & (sides <= sides[label] / _LARGER)
    small[0] = False
    if area > _FULL * width * height or not small.any():
        return 0.0, 0
    size = typical_size(sides[small], boxes[small, 4])
    x, y = boxes[:, 0] + boxes[:, 2] / 2, boxes[:, 1] + boxes[:, 3] / 2
    inside = (abs(x - left - width / 2) < width / 2) & (abs(y - top - height / 2) < height / 2)
    inside &= small & (sides >= _WRITTEN * size)
    free = int(boxes[inside, 4].sum())
    least = max(_LEAST * area, _SHARE * float(boxes[small, 4].sum()))
    return size, free if inside.sum() >= _HOLDS and free >= least else 0


def _is_one_of_many(boxes: _Boxes, label: int) -> bool:
    """Tell whether others are as large as a piece of ink and hold nothing."""
    sides = np.maximum(boxes[:, 2], boxes[:, 3])
    alike = np.flatnonzero((sides <= _AS_LARGE * sides[label]) & (sides >= sides[label] / _AS_LARGE))
    return sum(not _held(boxes, int(other))[1] for other in alike if other not in (0, label)) >= _OTHERS


def _edges_reached(shape: tuple[int, ...], box: Integer[np.ndarray, " 5"]) -> int:
    """Count the edges of the picture that a piece of ink reaches."""
    height, width = shape
    near = 1 + int(edge_of(shape)[height // 2].argmin())
    left, top, wide, high, _area = (int(value) for value in box)
    return sum((left < near, top < near, left + wide > width - near, top + high > height - near))


def _lines(piece: Mask, size: float, free: int) -> Mask:
    """Return which of a piece's pixels are a frame's lines; none if it is no frame.

    Args:
        piece: connected ink, in its box.
        size: of what is written.
        free: how much ink stands free in the box.
    """
    scale = min(1.0, _SMALL / max(piece.shape))
    padded = np.pad(piece, 2)
    small = cv2.resize(padded.astype(np.float32), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    lean = best_lean(small)
    flat = turned_mask(padded, lean)
    level = _level(flat, size)
    upright = _transposed(_level(_transposed(flat), size))
    if not (level.any() and upright.any()) or min(_apart(level), _apart(_transposed(upright))) < size:
        return np.zeros_like(piece)
    written = _written(flat, level | upright, size)
    if written.sum() > (1 - _FREE) * (free + written.sum()):
        return np.zeros_like(piece)
    # Where a stroke crosses the line or ends at it, it stays.
    crossed = crossing(level, written) | crossing_upright(upright, written)
    kept = cv2.dilate((written | crossed).astype(np.uint8), np.ones((5, 5), np.uint8)).astype(np.float32)
    turn, _size = turn_matrix(padded.shape, lean)
    back = cv2.warpAffine(kept, turn, padded.shape[::-1], flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return np.asarray(piece & (back[2:-2, 2:-2] <= 0.5))  # noqa: PLR2004 - half a pixel


def _transposed(mask: Mask) -> Mask:
    return np.ascontiguousarray(mask.T)


def _level(flat: Mask, size: float) -> Mask:
    """Return the ink of level lines, longer than anything written."""
    ink = flat.astype(np.uint8)
    band = cv2.dilate(ink, np.ones((max(3, round(_BAND * size)), 1), np.uint8))
    long = cv2.morphologyEx(band, cv2.MORPH_OPEN, np.ones((1, round(_LONG * size)), np.uint8))
    piece = np.ones((1, max(8, round(_PIECE * size))), np.uint8)
    straight = cv2.morphologyEx(cv2.dilate(ink, np.ones((3, 1), np.uint8)), cv2.MORPH_OPEN, piece)
    return np.asarray(flat & (long > 0) & (straight > 0))


def _apart(level: Mask) -> float:
    """Return how far most level lines are apart: squares are less than a digit high, a table's cells are not."""
    edges = np.diff(np.pad(level, ((1, 1), (0, 0))).astype(np.int8).T, axis=1)
    (columns, starts), (_, ends) = np.nonzero(edges > 0), np.nonzero(edges < 0)
    gaps = (starts[1:] - ends[:-1])[columns[1:] == columns[:-1]]
    gaps = gaps[gaps > _GAP]
    return float(np.median(gaps)) if len(gaps) else np.inf


def _written(flat: Mask, lines: Mask, size: float) -> Mask:
    """Return what is as large as writing and no line."""
    rest = flat & (cv2.dilate(lines.astype(np.uint8), np.ones((5, 5), np.uint8)) == 0)
    _count, labels, boxes, _ = cv2.connectedComponentsWithStats(rest.astype(np.uint8), connectivity=8)
    large = np.maximum(boxes[:, 2], boxes[:, 3]) >= _WRITTEN * size
    large[0] = False
    return np.asarray(large[labels])
