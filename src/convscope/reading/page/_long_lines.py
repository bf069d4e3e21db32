"""Pieces of a long line: a sheet's edge, a fold or a margin is broken ink, and each piece by itself looks like a 1."""

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading.page._parts import Part

# A line is this many times as long as it is wide; its pieces lie within this many digit heights of it, point the same
# way within so many degrees, and follow it, or each other, within so many digit heights.
_LONG, _BESIDE, _TURNED, _APART = 12.0, 0.25, 12.0, 0.6
# A 1 has other digits beside it, at least this high and no further away, in its own heights.
_AS_HIGH, _NEAR = 0.6, 1.2


def pieces_of_lines(parts: list[Part], large: list[Part], page_height: float) -> list[Part]:
    """Return the parts that continue a line that is far too large to be a digit.

    Args:
        parts: what may be digits.
        large: what is too large for one.
        page_height: of most digits on the page.
    """
    pieces: list[Part] = []
    for line in large:
        found = _line(line)
        if found is None:
            continue
        way, middle = found
        beside = [part for part in parts if _lies_along(part, way, middle, _BESIDE * page_height)]
        spans = sorted((*_span(part, way, middle), index) for index, part in enumerate(beside))
        first, last = _span(line, way, middle)
        # Down from the line, then up from it, as long as the next piece is near.
        for start, end, index in [*spans, *reversed(spans)]:
            if start <= last + _APART * page_height and end >= first - _APART * page_height:
                first, last = min(first, start), max(last, end)
                pieces.append(beside[index])
    own = {id(piece): piece for piece in pieces}
    return [piece for piece in own.values() if not _stands_in_a_row(piece, parts)]


def _stands_in_a_row(part: Part, parts: list[Part]) -> bool:
    """Tell whether something as high stands beside a part: then it may be a digit of that line."""
    for other in parts:
        apart = max(part.left, other.left) - min(part.right, other.right)
        overlap = min(part.bottom, other.bottom) - max(part.top, other.top)
        if (
            other is not part
            and 0 < apart <= _NEAR * part.height
            and overlap >= _AS_HIGH * part.height
            and other.height >= _AS_HIGH * part.height
        ):
            return True
    return False


def _span(part: Part, way: np.ndarray, middle: np.ndarray) -> tuple[float, float]:
    """Return where a part begins and ends along a line."""
    along = (_points(part) - middle) @ way
    return float(along.min()), float(along.max())


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
    if len(points) < 2 or np.abs((points - middle) @ np.array([-way[1], way[0]])).max() > most:  # noqa: PLR2004 - a point has no direction
        return False
    own = cv2.fitLine(points, cv2.DIST_L2, 0, 0.01, 0.01).ravel()[:2]
    return bool(abs(float(own @ way)) >= np.cos(np.radians(_TURNED)))
