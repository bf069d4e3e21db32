"""A sheet that lies askew or was seen from aside is laid straight, like a scan, where all its four sides are seen."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from jaxtyping import Float64

from convscope.reading._arrays import Colour, Grey, Mask
from convscope.reading.ink._convex import along_the_edge, corners_of, outline_of

# Sides pass by the outline by no more than this share of its length.
_CORNER = 0.02
# Of each side so much at both ends, where corners are rounded, does not say how it lies.
_ENDS = 0.15
# Opposite sides differ by no more than this, and corners from a right angle by no more degrees than this.
_UNLIKE, _ASKEW = 1.6, 35.0
_SIDES = 4
# A side is where at least so many points of the outline lie within this share of its length beside it.
_FEWEST, _ASIDE = 4, 0.08
# Of the outline this percentage passes by the four sides by no more pixels: what lacks a corner is no whole sheet.
_MOST, _EXACT = 95, 3.0


Straight = tuple[Colour | Grey, Float64[np.ndarray, "3 3"], float]
"""A sheet alone; the matrix (homogeneous, x and y) from the picture to it; by how many degrees it fell to the right."""


def straightened(picture: Colour | Grey, sheet: Mask, room: float) -> Straight | None:
    """Return a sheet laid straight; None where not all its sides are seen.

    Args:
        picture: a sheet on a table.
        sheet: where it is, on the picture made small.
        room: how much of what is around the sheet is kept along each side, in pixels of the small picture; below
            zero, how much of the sheet is left out.
    """
    corners = _four_corners(sheet, room)
    if corners is None:
        return None
    scale = np.array(picture.shape[1::-1]) / np.array(sheet.shape[::-1])
    corners = (corners + 0.5) * scale - 0.5
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    width, height = round((sides[0] + sides[2]) / 2), round((sides[1] + sides[3]) / 2)
    straight = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - np.float32(0.5)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), straight)
    laid = cv2.warpPerspective(
        picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    across = corners[1] - corners[0]
    return np.asarray(laid), np.asarray(matrix, np.float64), float(np.degrees(np.arctan2(across[1], across[0])))


def _four_corners(sheet: Mask, room: float) -> Float64[np.ndarray, "4 2"] | None:
    """Return the corners (x, y) of a sheet, clockwise from the top left one, so far out."""
    rough = corners_of(sheet, _CORNER)
    if rough is None or len(rough) != _SIDES or along_the_edge(rough, sheet.shape).any():
        return None
    outline = outline_of(sheet).astype(np.float64)
    lines = [_side(outline, start, end) for start, end in pairwise([*rough, rough[0]])]
    if any(line is None for line in lines):
        return None
    normals = np.array([line[0] for line in lines if line is not None])
    offsets = np.array([line[1] for line in lines if line is not None])
    pairs = np.stack([np.roll(normals, 1, axis=0), normals], axis=1)
    if np.abs(np.linalg.det(pairs)).min() < np.cos(np.radians(_ASKEW)):
        return None
    beside = np.abs(outline @ normals.T - offsets).min(axis=1)
    if np.percentile(beside, _MOST) > _EXACT:
        return None
    outwards = np.sign(offsets - normals @ rough.mean(axis=0))
    # A corner is where a side meets the one before it.
    ends = np.stack([np.roll(offsets + room * outwards, 1), offsets + room * outwards], axis=1)
    corners = np.linalg.solve(pairs, ends[..., None])[..., 0]
    if cv2.contourArea(corners.astype(np.float32), oriented=True) < 0:
        corners = corners[::-1]
    # The top is the side that runs most to the right.
    across = np.roll(corners, -1, axis=0) - corners
    sides = np.linalg.norm(across, axis=1)
    if max(sides[:2] / sides[2:]) > _UNLIKE or min(sides[:2] / sides[2:]) < 1 / _UNLIKE:
        return None
    return np.roll(corners, -int((across[:, 0] / sides).argmax()), axis=0)


def _side(outline: Float64[np.ndarray, "n 2"], start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, float] | None:
    """Return the line along a side: its normal, and where on that it lies."""
    across = (end - start).astype(np.float64)
    length = float(np.linalg.norm(across))
    across /= length
    along, beside = (outline - start) @ across, (outline - start) @ np.array([-across[1], across[0]])
    own = (along > _ENDS * length) & (along < (1 - _ENDS) * length) & (np.abs(beside) < _ASIDE * length)
    if own.sum() < _FEWEST:
        return None
    x, y, left, top = cv2.fitLine(outline[own].astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
    normal = np.array([-y, x], np.float64)
    return normal, float(normal @ [left, top])
