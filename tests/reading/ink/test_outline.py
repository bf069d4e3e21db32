"""A sheet on a table is told by its outline; shadows, frames, rings and bare pictures are none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from convscope.reading.ink import cover_around, find_sheet, straightened

CORNERS = np.array([[90, 70], [520, 40], [560, 330], [110, 370]])
PAPER = (235, 230, 225)


def picture(table: tuple[int, int, int], paper: tuple[int, int, int] = PAPER, noise: float = 3.0) -> np.ndarray:
    """A sheet with three strokes on it, from aside, on a table."""
    pixels = np.full((420, 640, 3), table, np.uint8)
    cv2.fillConvexPoly(pixels, CORNERS.astype(np.int32), paper, cv2.LINE_AA)
    for x in (200, 300, 400):
        cv2.line(pixels, (x, 150), (x + 10, 220), (40, 40, 60), 6)
    pixels = cv2.GaussianBlur(pixels, (0, 0), 1).astype(np.float64)
    noisy = pixels + np.random.default_rng(0).normal(0, noise, pixels.shape)
    return np.asarray(np.clip(np.rint(noisy), 0, 255).astype(np.uint8))


def inside(shape: tuple[int, ...]) -> np.ndarray:
    whole = np.zeros((420, 640), np.uint8)
    cv2.fillConvexPoly(whole, CORNERS.astype(np.int32), 1)
    return np.asarray(cv2.resize(whole, shape[::-1], interpolation=cv2.INTER_AREA) > 0)


@pytest.mark.parametrize(
    "table",
    [(30, 30, 30), (140, 100, 70), (150, 150, 150), (190, 190, 190), (60, 110, 70)],
    ids=["black", "wood", "grey", "light grey", "green"],
)
def test_a_sheet_on_a_table(table):
    pixels = picture(table)
    sheet = find_sheet(pixels)
    assert sheet is not None
    true = inside(sheet.shape)
    assert (sheet & true).sum() >= 0.9 * true.sum()
    assert (sheet & ~true).sum() <= 0.01 * true.sum()
    covered = cover_around(pixels, sheet)
    assert np.abs(covered.astype(int) - PAPER).max(axis=2)[~inside((420, 640))].max() < 30
    np.testing.assert_array_equal(covered[140:230, 190:420], pixels[140:230, 190:420])


def test_a_grey_picture_and_one_with_colours_have_the_same_sheet():
    pixels = picture((90, 90, 90), (230, 230, 230))
    grey, colours = find_sheet(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)), find_sheet(pixels)
    assert grey is not None
    assert colours is not None
    assert (grey != colours).mean() < 0.01


def test_coloured_paper_on_a_lighter_table():
    assert find_sheet(picture((240, 240, 240), (240, 200, 90))) is not None


def test_what_is_no_sheet():
    paper = np.full((420, 640, 3), PAPER, np.uint8)
    ring = paper.copy()
    cv2.ellipse(ring, (320, 210), (200, 150), 0, 0, 360, (30, 30, 30), 14)
    frame = paper.copy()
    cv2.rectangle(frame, (80, 60), (560, 360), (30, 30, 30), 6)
    shadow = paper.copy()
    shadow[:, :280] = np.rint(shadow[:, :280] * 0.6).astype(np.uint8)
    corner = paper.copy()
    corner[200:, 250:] = np.rint(corner[200:, 250:] * 0.6).astype(np.uint8)
    blot = paper.copy()
    cv2.circle(blot, (320, 210), 170, (60, 60, 160), -1)
    for pixels in (paper, ring, frame, shadow, corner, blot, np.full((40, 40), 200, np.uint8)):
        assert find_sheet(pixels) is None


def test_a_shaded_box_on_a_page_is_no_sheet_if_something_is_written_beside_it():
    page = np.full((420, 640, 3), 250, np.uint8)
    page[110:320, 140:500] = (200, 205, 215)
    assert find_sheet(page) is not None
    for x in range(60, 600, 60):
        cv2.putText(page, str(x % 7), (x, 70), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (20, 20, 30), 3)
    assert find_sheet(page) is None


def test_a_sheet_seen_from_aside_is_laid_straight():
    pixels = picture((60, 60, 60))
    sheet = find_sheet(pixels)
    assert sheet is not None
    straight = straightened(cover_around(pixels, sheet), sheet, 0.0)
    assert straight is not None
    laid, matrix, fell = straight
    assert fell == pytest.approx(np.degrees(np.arctan2(-30, 430)), abs=1)
    height, width = laid.shape[:2]
    found = cv2.perspectiveTransform(CORNERS[None].astype(np.float64), matrix)[0]
    np.testing.assert_allclose(found, [[0, 0], [width, 0], [width, height], [0, height]], atol=14)
    assert np.abs(laid.astype(int) - PAPER).max(axis=2).min(axis=0).max() < 30


def test_a_sheet_of_which_not_all_sides_are_seen_stays_as_it_lies():
    pixels = picture((60, 60, 60))[:, 200:]
    sheet = find_sheet(pixels)
    assert sheet is not None
    assert straightened(pixels, sheet, 0.0) is None
