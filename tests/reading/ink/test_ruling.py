"""Level lines go from a page with what they leave behind, and pale writing between them stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from convscope.reading.compose import Style, compose_page
from convscope.reading.ink import on_paper, ruled
from convscope.reading.ink._ruling import find_ruling
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


@pytest.mark.parametrize("seed", range(16))
def test_rows_of_digits_that_touch_are_no_ruled_lines(mnist, seed):
    """In a narrow column their bars and arcs, one beside the other, are long level strokes."""
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, len(mnist.x_test), 36)
    style = Style(digit_height=40, lines=9, gap=-0.04, noise=2.0, thickness=0.02)
    page = compose_page(mnist.x_test[rows, ..., 0], mnist.y_test[rows], style, rng)
    assert ruled(on_paper(page.pixels))[1] is None


def lined(depth: float, span: float, *, columns: int, width: int) -> np.ndarray:
    """Return a page with ones and sevens in columns, each across one of twelve level lines."""
    height = 13 * 50
    lines, written = np.zeros((height, width), bool), np.zeros((height, width), np.uint8)
    start = round(width * (1 - span) / 2)
    for row in range(50, height, 50):
        lines[row : row + 2, start : width - start] = True
        for column in range(columns):
            place = (start + 30 + column * round((width - 2 * start - 60) / columns), row + 8)
            cv2.putText(written, "17"[column % 2], place, cv2.FONT_HERSHEY_SIMPLEX, 1.3, 1, 3)
    lacks = np.maximum(depth * lines, 0.65 * written)
    noise = np.random.default_rng(0).normal(0, 3, lacks.shape)
    return np.asarray(np.clip(225 * (1 - lacks) + noise, 0, 255).astype(np.uint8))


@pytest.mark.parametrize("depth", [0.2, 0.4])
@pytest.mark.parametrize("text", ["1111", "4141"])
def test_digits_in_columns_on_ruled_paper_are_no_upright_lines(text, depth):
    """Thirteen numbers one below the other: their ones are strokes from the first line to the last."""
    lines, written = np.zeros((906, 500), bool), np.zeros((906, 500), np.uint8)
    for row in range(100, 906, 62):
        lines[row : row + 3] = True
        cv2.putText(written, text, (90, row - 4), cv2.FONT_HERSHEY_SIMPLEX, 2, 1, 6)
    lacks = np.maximum(depth * lines, 0.65 * written)
    noise = np.random.default_rng(0).normal(0, 3, lacks.shape)
    page = np.clip(220 * (1 - lacks) + noise, 0, 255).astype(np.uint8)
    mask = find_ink(page).mask
    assert mask.shape == page.shape
    assert mask[written > 0].mean() > 0.98


@pytest.mark.parametrize("span", [0.65, 0.8, 1.0])
def test_lines_that_end_before_the_picture_does_are_found_where_they_are_written_across(span):
    page = lined(0.4, span, columns=round(8 * span), width=800)
    assert ruled(on_paper(page))[1] is not None


@pytest.mark.parametrize("upside_down", [False, True])
def test_a_shadow_that_fades_from_the_edge_is_no_line(upside_down):
    # Its upper end is cut off where the picture's margin is left out, as level as a line.
    rng = np.random.default_rng(0)
    shade = np.exp(-np.arange(990) / 18)[:, None]
    speckled = rng.random((990, 1600)) < shade
    assert find_ruling(speckled[::-1] if upside_down else speckled) is None
    speckled[300:303] = True
    assert find_ruling(speckled[::-1] if upside_down else speckled) is not None, "a line further inside is one"
