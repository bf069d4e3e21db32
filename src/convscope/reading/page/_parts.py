"""The pieces of connected ink on a sheet."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from convscope.reading._arrays import Mask
from convscope.reading.form import stroke_width

# Fewer pixels of the working size than this are dust on any page.
_DUST = 12
MOST = 1000
"""So many, the largest, are looked at: a picture full of specks has tens of thousands."""
# A pen that skips leaves cracks; up to this share of the stroke's width at either side they are bridged.
_CRACK = 0.2


@dataclass(frozen=True)
class Part:
    """A piece of connected ink.

    Args:
        top: the box, in pixels of the sheet.
        left: the box.
        mask: the ink within the box.
        whole: the connected ink that it was cut from; None if it was not cut.
    """

    top: int
    left: int
    mask: Mask
    whole: Part | None = None

    @property
    def height(self) -> int:
        """The box's height."""
        return int(self.mask.shape[0])

    @property
    def width(self) -> int:
        """The box's width."""
        return int(self.mask.shape[1])

    @property
    def bottom(self) -> int:
        """One past the last row."""
        return self.top + self.height

    @property
    def right(self) -> int:
        """One past the last column."""
        return self.left + self.width

    @property
    def area(self) -> int:
        """How many pixels of ink."""
        return int(self.mask.sum())


def find_parts(mask: Mask) -> list[Part]:
    """Return the connected pieces of ink, the largest first, dust left out."""
    reach = 2 * round(_CRACK * stroke_width(mask)) + 1
    whole = cv2.dilate(mask.astype(np.uint8), np.ones((reach, reach), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=8)
    parts = []
    for label in np.flatnonzero(stats[1:, cv2.CC_STAT_AREA] >= _DUST) + 1:
        left, top, width, height, _ = (int(value) for value in stats[label])
        own = mask[top : top + height, left : left + width] & (labels[top : top + height, left : left + width] == label)
        parts.append(tight(top, left, own))
    return sorted(parts, key=lambda part: -part.area)


def tight(top: int, left: int, mask: Mask, *, whole: Part | None = None) -> Part:
    """Return a part whose box holds no more than its ink."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    box = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Part(top + int(rows[0]), left + int(columns[0]), box, whole)


def joined(parts: list[Part]) -> Part:
    """Return one part that holds the ink of all."""
    if len(parts) == 1:
        return parts[0]
    top, left = min(part.top for part in parts), min(part.left for part in parts)
    bottom, right = max(part.bottom for part in parts), max(part.right for part in parts)
    mask = np.zeros((bottom - top, right - left), bool)
    for part in parts:
        mask[part.top - top : part.bottom - top, part.left - left : part.right - left] |= part.mask
    return Part(top, left, mask, parts[0].whole if all(part.whole is parts[0].whole for part in parts) else None)
