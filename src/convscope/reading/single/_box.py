"""Where the ink is on the picture that was given, however it was scaled and turned since."""

from __future__ import annotations

import numpy as np

from convscope.reading._arrays import Mask
from convscope.reading.ink import turn_matrix


def box_on(picture: tuple[int, ...], mask: Mask, level: tuple[int, ...], lean: float) -> tuple[int, int, int, int]:
    """Return the ink's box on the picture: left, top, width, height.

    Args:
        picture: the picture's shape.
        mask: the ink, at the working size and turned by its lean.
        level: the shape of the working size, before it was turned.
        lean: by how many degrees.
    """
    rows, columns = np.nonzero(mask)
    # All four corners of each pixel: of a turned picture any of them may be the outermost.
    xs = np.concatenate([columns + x for x in (0, 1, 0, 1)])
    ys = np.concatenate([rows + y for y in (0, 0, 1, 1)])
    turn, _ = turn_matrix(level[:2], lean)
    found = np.linalg.inv(turn[:, :2]) @ (np.stack([xs, ys]) - turn[:, 2:])
    found *= np.array([[picture[1] / level[1]], [picture[0] / level[0]]])
    most = np.array([picture[1], picture[0]])
    # A hundredth of a pixel is a rounding error.
    left, top = np.clip(np.floor(found.min(axis=1) + 0.01).astype(int), 0, most - 1)
    right, bottom = np.clip(np.ceil(found.max(axis=1) - 0.01).astype(int), (left + 1, top + 1), most)
    return int(left), int(top), int(right - left), int(bottom - top)
