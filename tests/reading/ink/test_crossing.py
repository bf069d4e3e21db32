"""A stroke that crosses a ruled line is not broken there, upright or slanted; strokes elsewhere are not joined."""

import cv2
import numpy as np
import pytest

from convscope.reading.ink import crossing

LINE = slice(40, 45)


def _crossed(canvas):
    """Return a drawing without the line's rows, and what of these is found again."""
    lines = np.zeros((90, 120), bool)
    lines[LINE] = True
    writing = (canvas > 0) & ~lines
    return writing, crossing(lines, writing)


@pytest.mark.parametrize("lean", [-40, -20, 0, 20, 40])
def test_a_thin_stroke_is_whole_again(lean):
    canvas = cv2.line(np.zeros((90, 120), np.uint8), (60 - lean, 5), (60 + lean, 85), 1, 3)
    writing, found = _crossed(canvas)
    assert cv2.connectedComponents((writing | found).astype(np.uint8), connectivity=8)[0] == 2
    assert not found[:, : 60 - abs(lean) // 2 - 12].any()
    assert not found[:, 60 + abs(lean) // 2 + 12 :].any()


def test_ink_on_one_side_is_not_carried_across():
    canvas = cv2.line(np.zeros((90, 120), np.uint8), (60, 5), (60, 39), 1, 5)
    _, found = _crossed(canvas)
    assert not found.any()


def test_strokes_far_apart_are_not_joined():
    canvas = cv2.line(np.zeros((90, 120), np.uint8), (40, 5), (40, 39), 1, 5)
    canvas = cv2.line(canvas, (70, 46), (70, 85), 1, 5)
    _, found = _crossed(canvas)
    assert not found.any()


def test_without_lines_nothing_is_found():
    assert not crossing(np.zeros((9, 9), bool), np.ones((9, 9), bool)).any()
