"""Circles and ovals drawn around what is written: what is written stays, free of them or touching them."""

from __future__ import annotations

import cv2
import numpy as np
from jaxtyping import Float32, Integer

from convscope.reading._arrays import Mask
from convscope.reading.ink._border import edge_of, typical_size

# So many of the largest pieces of ink are looked at.
_FEW = 24
# A ring by itself: this share of its ink is no further within the hull around it than that share of the hull is narrow.
_OWN, _NEAR = 0.97, 0.22
# If writing touches it, the ring's ink is so many stroke widths within the hull at most.
_STROKES = 2.0
# Seen from the middle it goes all around, but for this share of so many directions.
_GAP, _DIRECTIONS = 0.15, 72
# What it holds is this share as high as the hull is narrow, and that share as large as all the other ink: a crumb in
# the loop of a digit is smaller.
_HELD, _AS_LARGE = 0.2, 0.5
# So many others about as large that hold nothing are digits, and so is it: a line of the paper goes on in its loop.
_OTHERS, _ALIKE = 2, 1.3


def rings(mask: Mask) -> Mask:
    """Return which ink is rings around other ink that stands free in them."""
    # A pen that fades leaves gaps.
    whole = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8))
    _count, labels, boxes, middles = cv2.connectedComponentsWithStats(whole, connectivity=8)
    gone = np.zeros_like(mask)
    sides = np.maximum(boxes[:, 2], boxes[:, 3])
    held = {}
    for label in np.setdiff1d(np.argsort(-sides)[: _FEW + 1], [0, *np.unique(labels[edge_of(mask.shape)])]):
        left, top, width, height, _area = (int(value) for value in boxes[label])
        box = (slice(top, top + height), slice(left, left + width))
        piece = labels[box] == label
        inside = _inside(piece)
        if _holds(inside, boxes, middles, int(label)):
            held[int(label)] = box, _ring(piece, inside)
    for label, (box, ring) in held.items():
        alike = (sides <= _ALIKE * sides[label]) & (sides >= sides[label] / _ALIKE)
        if len(np.setdiff1d(np.flatnonzero(alike), [0, *held])) < _OTHERS:
            gone[box] |= mask[box] & ring
    return gone


def _inside(piece: Mask) -> Float32[np.ndarray, "_ _"]:
    """Return for each pixel how far inside the convex hull of a piece of ink it is; 0 outside."""
    ys, xs = np.nonzero(piece)
    hull = cv2.convexHull(np.stack([xs, ys], axis=1).astype(np.int32))
    filled = np.zeros((piece.shape[0] + 2, piece.shape[1] + 2), np.uint8)
    cv2.fillConvexPoly(filled, hull + 1, 1)
    return np.asarray(cv2.distanceTransform(filled, cv2.DIST_L2, 3)[1:-1, 1:-1])


def _holds(
    inside: Float32[np.ndarray, "_ _"],
    boxes: Integer[np.ndarray, "pieces 5"],
    middles: np.ndarray,
    label: int,
) -> bool:
    """Tell whether something as large as writing stands free in the hull of a piece of ink."""
    left, top, width, height, _area = (int(value) for value in boxes[label])
    sides = np.maximum(boxes[:, 2], boxes[:, 3])
    others = np.setdiff1d(np.flatnonzero(sides <= sides[label]), [0, label])
    if not len(others):
        return False
    least = max(_HELD * min(width, height), _AS_LARGE * typical_size(sides[others], boxes[others, 4]))
    for other in others[(boxes[others, 3] >= least) & (boxes[others, 3] < height) & (boxes[others, 2] < width)]:
        x, y = (round(float(value)) for value in middles[other] - (left, top))
        if 0 <= x < width and 0 <= y < height and inside[y, x] > _NEAR * min(width, height):
            return True
    return False


def _ring(piece: Mask, inside: Float32[np.ndarray, "_ _"]) -> Mask:
    """Return which pixels of a piece of ink are a ring; none if it runs along its hull in too few places."""
    ring = piece
    if (inside[piece] <= _NEAR * min(piece.shape)).mean() < _OWN:
        padded = np.pad(piece, 1).astype(np.uint8)
        stroke = 2 * float(np.percentile(cv2.distanceTransform(padded, cv2.DIST_L2, 3)[padded > 0], 90))
        ring = piece & (inside <= _STROKES * stroke)
    ys, xs = np.nonzero(ring)
    height, width = piece.shape
    # As if the box were square: an oval has as much to go in every direction.
    angles = np.arctan2((ys - height / 2) / height, (xs - width / 2) / width)
    seen = np.histogram(angles, _DIRECTIONS, (-np.pi, np.pi))[0] > 0
    return np.asarray(ring if seen.mean() >= 1 - _GAP else np.zeros_like(piece))
