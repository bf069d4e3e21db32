"""Which ink is the digit: not the specks, not the frame, not the edge of the table."""

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading._arrays import Mask
from convscope.reading.form import stroke_width
from convscope.reading.ink import edge_of, without_border

# A part this small beside the largest one is a speck.
_SPECK = 0.02
# A part belongs to the digit if the gap to it is at most this share of the digit's longer side.
_GAP = 0.3
# Ink that covers this share of the picture's edge is a frame or a table, if there is other ink.
_FRAME = 0.2
# A dot is as long as it is wide; the shortest digit is a 1 written with a broad pen.
_SHORTEST = 2.5
# Ink along the edge goes if at least this share of the ink stands free; else the picture is cut tight around it.
_INNER = 0.5
# All ink together must have this many pixels of 200 x 200; less is dust.
_LEAST_SHARE = 2e-4


def main_ink(mask: Mask) -> Mask:
    """Return the parts of `mask` that make up the one digit; nothing if there is only dust."""
    labels, stats, areas = _parts(mask)
    if stats[1:, cv2.CC_STAT_AREA].sum() < _LEAST_SHARE * mask.size:
        return np.zeros_like(mask)
    main = int((areas * _centrality(stats, mask.shape)).argmax())
    boxes = np.stack(
        [
            stats[:, cv2.CC_STAT_TOP],
            stats[:, cv2.CC_STAT_LEFT],
            stats[:, cv2.CC_STAT_TOP] + stats[:, cv2.CC_STAT_HEIGHT],
            stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH],
        ],
        axis=1,
    )
    return np.asarray(np.isin(labels, _neighbours(boxes, areas, main)))


def left_out(mask: Mask, digit: Mask) -> Mask:
    """Return the ink that `main_ink` did not take for the digit, though it is no frame and no table's edge."""
    labels, _, areas = _parts(mask)
    return np.asarray((areas > 0)[labels] & ~digit)


def is_strokes(mask: Mask) -> bool:
    """Tell whether ink looks written: longer than wide, and not running along the picture's edge."""
    if not mask.any():
        return False
    edge = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])
    return bool(mask.sum() >= _SHORTEST * stroke_width(mask) ** 2 and edge.mean() <= _FRAME)


def _parts(mask: Mask) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which part each pixel belongs to, the parts' statistics, and their areas; 0 for paper and frames."""
    inner = without_border(mask, edge_of(mask.shape))
    if inner.sum() >= _INNER * mask.sum():
        mask = inner
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA].astype(float)
    areas[0] = 0
    frames = _frames(labels, count)
    if areas[~frames].sum() >= _SPECK * areas.max():
        areas[frames] = 0
    return labels, stats, areas


def _frames(labels: np.ndarray, count: int) -> np.ndarray:
    """Tell which parts run along the picture's edge."""
    edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    shares = np.bincount(edge, minlength=count) / len(edge)
    frames = shares > _FRAME
    frames[0] = False
    return np.asarray(frames)


def _centrality(stats: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Weigh parts by how near to the picture's middle they are: 1 there, 1/3 in a corner."""
    middle_y = (stats[:, cv2.CC_STAT_TOP] + stats[:, cv2.CC_STAT_HEIGHT] / 2) / shape[0] - 0.5
    middle_x = (stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH] / 2) / shape[1] - 0.5
    return np.asarray(1 / (1 + 4 * (middle_y**2 + middle_x**2)))


def _neighbours(boxes: np.ndarray, areas: np.ndarray, main: int) -> list[int]:
    """Gather the parts near the main one, and those near to them."""
    chosen, box = [main], boxes[main].copy()
    candidates = {int(part) for part in np.flatnonzero(areas >= _SPECK * areas[main])} - {main}
    grown = True
    while grown:
        grown = False
        reach = _GAP * max(box[2] - box[0], box[3] - box[1])
        for part in sorted(candidates):
            gap_y = max(boxes[part][0] - box[2], box[0] - boxes[part][2], 0)
            gap_x = max(boxes[part][1] - box[3], box[1] - boxes[part][3], 0)
            if max(gap_y, gap_x) <= reach:
                chosen.append(part)
                candidates.discard(part)
                box = np.concatenate([np.minimum(box[:2], boxes[part][:2]), np.maximum(box[2:], boxes[part][2:])])
                grown = True
    return chosen
