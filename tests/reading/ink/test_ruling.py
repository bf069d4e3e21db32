"""Level lines go from a page with what they leave behind, and pale writing between them stays."""

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading.page._sheet import find_ink

SIZE, STEP = 500, 90


def seven(left: int, top: int) -> np.ndarray:
    """Return the strokes of a 7."""
    ink = np.zeros((SIZE, SIZE), np.uint8)
    corners = [[left, top], [left + 28, top], [left + 10, top + 42]]
    cv2.polylines(ink, [np.array(corners, np.int32)], False, 1, 5)
    return ink > 0


def test_a_pale_digit_between_two_lines_is_no_remain_of_them():
    lines = np.zeros((SIZE, SIZE), bool)
    for row in range(30, SIZE, STEP):
        lines[row : row + 3] = True
    bold = np.any([seven(left, top) for left in (60, 120, 180, 300) for top in (140, 230, 320)], axis=0)
    pale = seven(240, 230)
    lacks = np.maximum.reduce([0.35 * lines, 0.7 * bold, 0.4 * pale])
    rng = np.random.default_rng(0)
    page = np.clip(220 * (1 - lacks) + rng.normal(0, 2, lacks.shape), 0, 255).astype(np.uint8)
    sheet = find_ink(page)
    assert sheet.mask.shape == page.shape
    assert sheet.mask[pale].mean() > 0.9
    assert sheet.mask[bold].mean() > 0.9
    assert sheet.mask[lines & ~(bold | pale)].mean() < 0.01
