"""By how many degrees the lines of writing rise or fall."""

from __future__ import annotations

import numpy as np

from convscope.reading._arrays import Mask
from convscope.reading.page._parts import MOST, Part, find_parts

_MOST = 25.0
# Neighbours in a line are no further apart than this, in heights, and of similar height.
_REACH = 3.0
_SIMILAR = 0.55
# Fewer pairs of neighbours than this say nothing, and so do pairs that disagree by more than this (degrees).
_LEAST_PAIRS = 3
_AGREE = 8.0
_SMALL = 0.4


def tilt_of(mask: Mask) -> float:
    """Return the angle in degrees by which writing falls to the right; 0 if it cannot be told."""
    parts = [part for part in find_parts(mask)[:MOST] if part.height > part.width / 3]
    if len(parts) <= _LEAST_PAIRS:
        return 0.0
    tall = float(np.percentile([max(part.height, part.width) for part in parts], 80))
    angles = _angles([part for part in parts if max(part.height, part.width) >= _SMALL * tall])
    if len(angles) < _LEAST_PAIRS:
        return 0.0
    middle = float(np.median(angles))
    spread = float(np.median(np.abs(angles - middle)))
    return middle if abs(middle) <= _MOST and spread <= _AGREE else 0.0


def _angles(parts: list[Part]) -> np.ndarray:
    """Return the direction from each part to its nearest neighbour to the right."""
    x = np.array([part.left + part.width / 2 for part in parts])
    y = np.array([part.top + part.height / 2 for part in parts])
    size = np.array([max(part.height, part.width) for part in parts], float)
    angles = []
    for index in range(len(parts)):
        dx, dy = x - x[index], y - y[index]
        ratio = np.minimum(size, size[index]) / np.maximum(size, size[index])
        near = (dx > 0.2 * size[index]) & (dx < _REACH * size[index]) & (ratio > _SIMILAR)
        near &= np.abs(dy) < np.tan(np.radians(_MOST + 10)) * np.maximum(dx, 1)
        if near.any():
            nearest = np.flatnonzero(near)[np.hypot(dx, 2 * dy)[near].argmin()]
            angles.append(np.degrees(np.arctan2(dy[nearest], dx[nearest])))
    return np.asarray(angles)
