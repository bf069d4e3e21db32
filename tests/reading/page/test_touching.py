"""Digits that touch are cut apart where they touch, not through their loops, in bold strokes and beside fine ones."""

from __future__ import annotations

import cv2
import numpy as np
import pytest


def zeros_and_sevens(thick: int, sevens: int) -> np.ndarray:
    """Return a page with two zeros of strokes so thick that touch over a fifth of their height, and fine sevens."""
    written = np.zeros((260, 520), np.uint8)
    for number in range(2):
        cv2.ellipse(written, (90 + number * (74 + thick), 130), (38, 46), 0, 0, 360, 1, thick)
    start = 90 + 74 + thick + 38 + thick // 2 + 30
    for left in range(start, start + 70 * sevens, 70):
        cv2.polylines(written, [np.array([[left, 84], [left + 42, 84], [left + 14, 176]], np.int32)], False, 1, 5)
    noise = np.random.default_rng(0).normal(0, 2, written.shape)
    return np.clip(225 * (1 - 0.75 * written) + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("sevens", [1, 2])
@pytest.mark.parametrize("thick", [12, 20, 24])
def test_two_zeros_are_cut_between_them(shipped, thick, sevens):
    assert shipped.read(zeros_and_sevens(thick, sevens)).text == "00" + "7" * sevens
