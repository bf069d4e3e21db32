"""Made ink that happens to look like a 1 or a 0: by its shape alone nobody could tell it from one."""

# ruff: noqa: PLR2004 - what a 1 and a 0 look like is numbers

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading._arrays import Mask


def is_like_a_digit(mask: Mask) -> bool:
    """Tell whether ink is one upright stroke, or one round line."""
    return _is_one(mask) or _is_zero(mask)


def _is_one(mask: Mask) -> bool:
    ys, xs = np.nonzero(mask)
    spread = np.cov(np.stack([xs, ys])) if len(xs) > 2 else np.eye(2)
    values, vectors = np.linalg.eigh(spread)
    across = float(vectors[0, 1])
    return bool(values[1] > 3.2**2 * max(values[0], 1e-6) and abs(across) < np.sin(np.deg2rad(42)))


def _is_zero(mask: Mask) -> bool:
    contours, tree = cv2.findContours(mask.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    outer = [index for index in range(len(contours)) if tree[0][index][3] < 0]
    holes = [index for index in range(len(contours)) if tree[0][index][3] >= 0]
    if len(outer) != 1 or len(holes) != 1:
        return False
    area, hole = cv2.contourArea(contours[outer[0]]), cv2.contourArea(contours[holes[0]])
    hull = cv2.contourArea(cv2.convexHull(contours[outer[0]]))
    _, _, width, height = cv2.boundingRect(contours[outer[0]])
    return bool(
        area > 0.9 * hull
        and hole > 0.12 * area
        and height > 0.75 * width
        and len(
            cv2.approxPolyDP(contours[outer[0]], 0.04 * cv2.arcLength(contours[outer[0]], closed=True), closed=True)
        )
        > 3
    )
