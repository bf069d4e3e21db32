"""Ink is told from paper however noisy, dark at a corner or beside a table the paper is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from convscope.reading.ink import cover_table, cut, on_paper

STROKE = cv2.line(np.zeros((300, 300), np.uint8), (90, 60), (120, 240), 1, 9) > 0


@pytest.mark.parametrize("noise", [0.0, 4.0, 8.0])
def test_a_pale_stroke_in_a_camera_s_noise_is_ink_and_the_noise_is_none(noise):
    rng = np.random.default_rng(0)
    grey = np.where(STROKE, 188, 220) + rng.normal(0, noise, STROKE.shape)
    ink = cut(on_paper(np.clip(np.rint(grey), 0, 255).astype(np.uint8)))
    inside = cv2.erode(STROKE.astype(np.uint8), np.ones((3, 3))) > 0
    around = cv2.dilate(STROKE.astype(np.uint8), np.ones((7, 7))) > 0
    assert ink[inside].mean() > 0.97
    assert ink[~around].mean() < 1e-4


def test_a_stain_is_deeper_than_noise_and_no_ink_where_paper_is_uneven():
    rng = np.random.default_rng(1)
    uneven = cv2.GaussianBlur(rng.normal(0, 1, (300, 300)).astype(np.float32), (0, 0), 3)
    grey = 220 + 5 * uneven / uneven.std()
    assert cut(on_paper(np.clip(np.rint(grey), 0, 255).astype(np.uint8))).mean() < 1e-3


def test_the_sheet_s_corner_in_shadow_is_no_table():
    ys, xs = np.mgrid[:400, :300].astype(np.float32)
    light = np.clip(0.5 + 0.5 * np.hypot(xs, ys) / 220, 0, 1)
    sheet = np.rint(215 * light).astype(np.uint8)
    sheet[:, :25] = np.rint(70 * light[:, :25]).astype(np.uint8)
    covered = cover_table(sheet)
    assert covered is not sheet
    np.testing.assert_array_equal(covered[:, 60:], sheet[:, 60:])
    # The table is as light now as the sheet beside it.
    assert np.abs(covered[:, :20].astype(int) - sheet[:, 60:61]).max() < 60
