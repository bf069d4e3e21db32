"""Lines drawn around digits or beside them go, every digit stays whole; ruling is none of them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from convscope.reading.compose import Style, compose_page
from convscope.reading.compose._page import Page
from convscope.reading.ink import cut, on_paper, turned_mask
from convscope.reading.ink._frames import frames
from convscope.reading.page._sheet import find_ink

Lines = list[list[tuple[int, int]]]


def written(mnist, rows: slice, lines: int, **style: object) -> Page:
    images, labels = np.asarray(mnist.x_test)[rows, ..., 0], np.asarray(mnist.y_test)[rows]
    return compose_page(images, labels, Style(lines=lines, **style), np.random.default_rng(0))  # type: ignore[arg-type]


def around(page: Page, kind: str) -> Lines:
    """Return lines around the digits of a page, or beside them."""
    height, width = page.pixels.shape[:2]
    ys, xs = np.nonzero(page.pixels < 0.8 * page.pixels.max())
    left, top, right, bottom = xs.min() - 16, ys.min() - 16, xs.max() + 16, ys.max() + 16
    assert min(left, top, width - right, height - bottom) > 5
    frame = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    middle = int(np.median(np.flatnonzero(~(page.pixels[top:bottom] < 0.8 * page.pixels.max()).any(axis=1)))) + top
    return {
        "frame": [frame],
        "axes": [frame[2:]],
        "axes that cross": [[(left, top), (left, bottom + 5)], [(left - 5, bottom), (right, bottom)]],
        "table": [frame, [(left, middle), (right, middle)]],
    }[kind]


@pytest.mark.parametrize("thick", [1, 6])
@pytest.mark.parametrize("tilt", [0.0, 12.0])
@pytest.mark.parametrize("kind", ["frame", "axes", "axes that cross", "table"])
def test_what_is_drawn_around_digits_goes_and_they_stay(kind, tilt, thick, mnist):
    page = written(mnist, slice(14), 2 if kind == "table" else 1 + (thick == 1))
    drawn = np.zeros(page.pixels.shape, np.uint8)
    for line in around(page, kind):
        cv2.polylines(drawn, [np.array(line, np.int32)], isClosed=False, color=1, thickness=thick)
    lines, digits = turned_mask(drawn > 0, tilt), turned_mask(page.pixels < 0.8 * page.pixels.max(), tilt)
    paper = np.where(lines | digits, 40, 220).astype(np.uint8)
    gone, _reach = frames(cut(on_paper(paper)))
    assert gone[lines].mean() > 0.97
    assert not gone[digits].any()
    sheet = find_ink(paper)
    assert abs(int(sheet.mask.sum()) - int(digits.sum())) < 0.1 * digits.sum(), "nothing else takes their strokes"


def test_a_digit_that_touches_the_frame_stays(mnist):
    page = written(mnist, slice(10), 1)
    digits = page.pixels < 0.8 * page.pixels.max()
    ys, xs = np.nonzero(digits)
    drawn = np.zeros(page.pixels.shape, np.uint8)
    # Its right side runs through the edge of the last one.
    cv2.rectangle(drawn, (xs.min() - 20, ys.min() - 20), (xs.max() - 1, ys.max() + 20), 1, 3)
    gone, _reach = frames((drawn > 0) | digits)
    assert gone[(drawn > 0) & ~digits].mean() > 0.8
    assert gone[digits].mean() < 0.05


@pytest.mark.parametrize("ruling", ["none", "lines", "squares"])
def test_ruling_is_no_frame(ruling, mnist):
    for noise in (0.0, 3.0):
        page = written(mnist, slice(24), 4, ruling=ruling, noise=noise)
        assert not frames(cut(on_paper(page.pixels)))[0].any()


def test_squares_that_end_on_the_sheet_are_no_frame(mnist):
    page = written(mnist, slice(24), 4)
    ink = np.pad(page.pixels < 0.8 * page.pixels.max(), 60)
    for start in range(40, ink.shape[0] - 40, 40):
        ink[start : start + 2, 40:-40] = True
    for start in range(40, ink.shape[1] - 40, 40):
        ink[40:-40, start : start + 2] = True
    assert not frames(ink)[0].any()
    assert not frames(np.zeros((50, 50), bool))[0].any()


def test_a_digit_with_crumbs_in_its_box_is_no_frame():
    paper = np.full((420, 700), 220, np.uint8)
    four = np.array([[60, 60], [60, 170], [170, 170]]), np.array([[140, 90], [140, 260]])
    for left in (0, 170, 340, 510):
        for line in four:
            cv2.polylines(
                paper, [(line + np.array([left, 40])).astype(np.int32)], isClosed=False, color=40, thickness=7
            )
    for x, y in ((600, 140), (620, 160), (605, 175), (585, 120), (610, 245), (590, 255), (660, 250), (595, 150)):
        cv2.circle(paper, (x, y), 7, 40, -1)
    gone, _reach = frames(paper < 128)
    assert not gone.any()
