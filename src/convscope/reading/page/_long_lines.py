"""Pieces of a long line: a sheet's edge, a fold or a margin is broken ink, and each piece by itself looks like a 1."""

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading.page._parts import Part

# A line is this many times as long as it is wide; its pieces lie within this many digit heights of it, and point the
# same way within so many degrees.
_LONG, _BESIDE, _TURNED = 12.0, 0.25, 12.0


def pieces_of_lines(parts: list[Part], large: list[Part], page_height: float) -> list[Part]:
    """Return the parts that lie along a line that is far too large to be a digit.

    Args:
        parts: what may be digits.
        large: what is too large for one.
        page_height: of most digits on the page.
    """
    lines = [line for line in map(_line, large) if line is not None]
    return [part for part in parts if any(_lies_along(part, *line, _BESIDE * page_height) for line in lines)]


def _points(part: Part) -> np.ndarray:
    ys, xs = np.nonzero(part.mask)
    return np.stack([xs + part.left, ys + part.top], axis=1).astype(np.float32)


def _line(part: Part) -> tuple[np.ndarray, np.ndarray] | None:
    """Return which way a long line runs, and a point on it; None if the part is no line."""
    points = _points(part)
    x, y, left, top = cv2.fitLine(points, cv2.DIST_L2, 0, 0.01, 0.01).ravel()
    way, middle = np.array([x, y]), np.array([left, top])
    along = (points - middle) @ way
    beside = np.abs((points - middle) @ np.array([-y, x]))
    return (way, middle) if np.ptp(along) >= _LONG * 2 * np.percentile(beside, 90) else None


def _lies_along(part: Part, way: np.ndarray, middle: np.ndarray, most: float) -> bool:
    points = _points(part)
    if len(points) < 2 or np.abs((points - middle) @ np.array([-way[1], way[0]])).max() > most:  # noqa: PLR2004
        return False
    own = cv2.fitLine(points, cv2.DIST_L2, 0, 0.01, 0.01).ravel()[:2]
    return bool(abs(float(own @ way)) >= np.cos(np.radians(_TURNED)))
