"""Sheets: the targets lie where the digits are."""

from __future__ import annotations

import numpy as np
import pytest

from convscope.reading.compose._examples import OTHER
from convscope.reading.compose._glyphs import HEIGHT, WIDTH, Glyphs
from convscope.reading.compose._sheets import IGNORED, STRIDE, make_sheets


@pytest.fixture(scope="module")
def glyphs(mnist) -> Glyphs:
    """MNIST's images as they are, every tenth called other ink."""
    ink, sizes = np.zeros((200, HEIGHT, WIDTH), np.uint8), np.zeros((200, 2), np.int64)
    for index, image in enumerate(np.asarray(mnist.x_train[:200])[..., 0]):
        rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
        box = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        ink[index, : box.shape[0], : box.shape[1]], sizes[index] = box, box.shape
    labels = np.asarray(mnist.y_train[:200]).astype(np.int64)
    labels[::10] = OTHER
    return Glyphs(ink, sizes, labels)


def test_the_same_seed_makes_the_same_sheets(glyphs):
    for first, second in zip(make_sheets(glyphs, 5, 1), make_sheets(glyphs, 5, 1), strict=True):
        np.testing.assert_array_equal(first, second)


def test_where_a_middle_is_there_is_ink_near_by(glyphs):
    x, y = make_sheets(glyphs, 60, 2)
    middles = np.argwhere((y[..., 1] == 255) & (y[..., 0] != IGNORED))
    assert len(middles) > 100
    for sheet, row, column in middles:
        label, _, height, width = y[sheet, row, column]
        assert label <= 9
        top, left = (row + 0.5) * STRIDE - height / 2, (column + 0.5) * STRIDE - width / 2
        area = x[sheet, max(0, int(top)) : int(top + height), max(0, int(left)) : int(left + width), 0]
        assert (area > 100).mean() > 0.02
