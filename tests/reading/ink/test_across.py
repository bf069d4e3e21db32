"""Paper's lines in a picture of one thing are found whatever their depth, and no bar of a digit is one of them."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convscope.reading.ink import cut, on_paper, turned_mask, unruled
from convscope.reading.page._sheet import find_ink
from convscope.reading.single._main_ink import main_ink

SIZE, STEP = 240, 34


def strokes() -> np.ndarray:
    """Return a 4 in the picture's middle."""
    ink = np.zeros((SIZE, SIZE), np.uint8)
    cv2.polylines(ink, [np.array([[110, 85], [95, 130], [145, 130]], np.int32)], False, 1, 7)
    cv2.line(ink, (132, 100), (128, 160), 1, 7)
    return ink > 0


def paper(depth: float, tilt: float, *, squared: bool, noise: float = 2.0) -> np.ndarray:
    """Return paper of brightness 220 with lines that lack `depth` of it, and the strokes, which lack a half."""
    lines = np.zeros((SIZE, SIZE), np.float32)
    slope = np.tan(np.deg2rad(tilt))
    for start in range(-SIZE, 2 * SIZE, STEP):
        cv2.line(lines, (0, start), (SIZE, round(start + slope * SIZE)), 1.0, 2, cv2.LINE_AA)
        if squared:
            cv2.line(lines, (start, 0), (round(start - slope * SIZE), SIZE), 1.0, 2, cv2.LINE_AA)
    lacks = np.maximum(depth * lines, 0.5 * strokes())
    rng = np.random.default_rng(0)
    return np.asarray(np.clip(220 * (1 - lacks) + rng.normal(0, noise, lacks.shape), 0, 255).astype(np.uint8))


@pytest.mark.parametrize("squared", [False, True])
@pytest.mark.parametrize("tilt", [0.0, 3.0, -12.0])
@pytest.mark.parametrize("depth", [0.05, 0.3])
def test_lines_go_and_the_strokes_across_them_stay(depth: float, tilt: float, *, squared: bool) -> None:
    found = unruled(on_paper(paper(depth, tilt, squared=squared), widest=1 / 4))
    assert found is not None
    # The lean that was found may be a tenth of a degree from the true one, and the turned picture a pixel larger.
    level = turned_mask(strokes(), tilt)
    rows, columns = np.minimum(level.shape, found.ink.shape)
    ink = main_ink(found.ink)
    shared = (ink[:rows, :columns] & level[:rows, :columns]).sum()
    assert shared >= 0.85 * level.sum()
    assert shared >= 0.75 * ink.sum()
    assert found.lines.sum() > SIZE
    assert found.squared == squared


def test_where_a_line_is_deeper_than_elsewhere_no_piece_of_it_is_left() -> None:
    grey = paper(0.1, 0.0, squared=True, noise=1.0)
    plain = unruled(on_paper(grey, widest=1 / 4))
    assert plain is not None
    ys, xs = np.nonzero(plain.lines & ~cv2.dilate(plain.ink.astype(np.uint8), np.ones((25, 25), np.uint8)).astype(bool))
    places = np.random.default_rng(1).permutation(len(ys))[:12]
    for y, x in zip(ys[places], xs[places], strict=True):
        beside = (slice(max(0, y - 4), y + 5), slice(max(0, x - 4), x + 5))
        grey[beside] = np.where(grey[beside] < 205, grey[beside] - 16, grey[beside])
    found = unruled(on_paper(grey, widest=1 / 4))
    assert found is not None
    assert (found.ink & ~plain.ink).sum() < 0.02 * plain.ink.sum()


def test_lines_as_deep_as_the_strokes_leave_the_digit_in_one_piece() -> None:
    found = unruled(on_paper(paper(0.5, 0.0, squared=True), widest=1 / 4))
    assert found is not None
    _, labels, stats, _ = cv2.connectedComponentsWithStats(found.ink.astype(np.uint8), connectivity=8)
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    assert (labels == largest).sum() >= 0.6 * strokes().sum()


@pytest.mark.parametrize("left", [0, 6])
def test_the_bar_of_a_digit_that_fills_its_picture_is_no_line(left: int) -> None:
    tight = np.full((120, 90), 220, np.uint8)
    cv2.line(tight, (left, 20), (80, 20), 60, 7)
    cv2.line(tight, (80, 20), (40, 112), 60, 7)
    assert unruled(on_paper(tight, widest=1 / 4)) is None


def test_plain_paper_has_no_lines() -> None:
    assert unruled(on_paper(paper(0.0, 0.0, squared=False), widest=1 / 4)) is None


def test_squares_that_pass_for_noise_are_found_on_a_page() -> None:
    size, step = 600, 14
    lines, written = np.zeros((size, size), np.float32), np.zeros((size, size), np.uint8)
    for start in range(0, size, step):
        cv2.line(lines, (0, start), (size, start), 1.0, 4)
        cv2.line(lines, (start, 0), (start, size), 1.0, 4)
    cv2.putText(written, "481", (120, 340), cv2.FONT_HERSHEY_SIMPLEX, 5, 1, 14)
    lacks = cv2.GaussianBlur(np.maximum(0.35 * lines, 0.6 * written), (0, 0), 1.2)
    noise = np.random.default_rng(0).normal(0, 3, lacks.shape)
    grey = np.clip(200 * (1 - lacks) + noise, 0, 255).astype(np.uint8)
    assert not cut(on_paper(grey)).any()
    ink = find_ink(grey).mask
    assert (ink & (written > 0)).sum() >= 0.8 * written.sum()
    assert (ink & (written > 0)).sum() >= 0.6 * ink.sum()


@pytest.mark.parametrize("bend", [5, 6, 7])
def test_lines_that_bend_are_followed(bend: int) -> None:
    """A sheet that does not lie flat: level and upright lines go up to `bend` pixels astray."""
    height, width, step = 900, 600, 40
    ys, xs = np.mgrid[:height, :width].astype(np.float32)
    lines = np.zeros((height, width), bool)
    for place, along in ((ys, xs / width), (xs, ys / height)):
        lines |= (place + bend * np.sin(np.pi * along)) % step < 3
    written = np.zeros((height, width), np.uint8)
    cv2.putText(written, "4817", (90, 500), cv2.FONT_HERSHEY_SIMPLEX, 5, 1, 14)
    noise = np.random.default_rng(0).normal(0, 2, lines.shape)
    found = unruled(
        on_paper(np.clip(220 * (1 - np.maximum(0.3 * lines, 0.6 * written)) + noise, 0, 255).astype(np.uint8))
    )
    assert found is not None
    assert found.squared
    assert abs(found.lean) < 1
    rows, columns = np.minimum(written.shape, found.ink.shape)
    near = cv2.dilate(written, np.ones((25, 25), np.uint8))[:rows, :columns] > 0
    ink = found.ink[:rows, :columns]
    assert (ink & near).sum() >= 0.9 * written.sum()
    assert (ink & ~near)[12:-12, 12:-12].sum() <= 0.01 * written.sum(), "a line at the edge is half cut off"


@settings(max_examples=60)
@given(st.integers(1, 90), st.integers(1, 300), st.integers(0, 2**32 - 1), st.sampled_from([0, 3, 80]))
def test_any_picture_is_taken(height: int, width: int, seed: int, noise: int) -> None:
    rng = np.random.default_rng(seed)
    grey = np.clip(200 + noise * rng.normal(0, 1, (height, width)), 0, 255).astype(np.uint8)
    found = unruled(on_paper(grey, widest=1 / 4))
    assert found is None or found.ink.shape == found.lines.shape


def test_no_line_stays_in_the_loop_of_a_digit_that_is_deeper() -> None:
    """Squares so dense that four lines go through a 0 have ink on all sides there, and are paper all the same."""
    lines, written = np.zeros((420, 420), bool), np.zeros((420, 420), np.uint8)
    for start in range(10, 420, 21):
        lines[start : start + 5] = lines[:, start : start + 5] = True
    for row in range(60, 400, 110):
        for column in range(60, 400, 110):
            cv2.ellipse(written, (column, row), (17, 24), 0, 0, 360, 1, 6)
    lacks = np.maximum(0.3 * lines, 0.8 * written)
    noise = np.random.default_rng(0).normal(0, 2, lacks.shape)
    found = unruled(on_paper(np.clip(220 * (1 - lacks) + noise, 0, 255).astype(np.uint8)))
    assert found is not None
    assert found.ink[written > 0].mean() > 0.97
    near = cv2.dilate(written, np.ones((3, 3), np.uint8)) > 0
    assert found.ink[lines & ~near].mean() < 0.003


def test_lines_that_run_elsewhere_at_the_edge_leave_no_ink() -> None:
    """The last squares are not where the others' lines lead: what is left of them is no deeper than these lines."""
    lines, written = np.zeros((600, 480), bool), np.zeros((600, 480), np.uint8)
    for start in range(10, 600, 40):
        lines[start : start + 3, :455] = lines[start + 20 : start + 23, 455:] = lines[:, start : start + 3] = True
    cv2.putText(written, "481", (80, 340), cv2.FONT_HERSHEY_SIMPLEX, 5, 1, 14)
    lacks = np.maximum(0.25 * lines, 0.7 * written)
    noise = np.random.default_rng(0).normal(0, 2, lacks.shape)
    found = unruled(on_paper(np.clip(220 * (1 - lacks) + noise, 0, 255).astype(np.uint8)))
    assert found is not None
    assert found.squared
    assert found.ink[written > 0].mean() > 0.97
    assert not found.ink[:, 460:].any()


def test_a_pencil_paler_than_its_squares_is_no_remain_of_them() -> None:
    lines, written = np.zeros((600, 480), bool), np.zeros((600, 480), np.uint8)
    for start in range(10, 600, 40):
        lines[start : start + 3] = lines[:, start : start + 3] = True
    cv2.putText(written, "481", (80, 340), cv2.FONT_HERSHEY_SIMPLEX, 5, 1, 14)
    lacks = np.maximum(0.4 * lines, 0.3 * written)
    noise = np.random.default_rng(0).normal(0, 2, lacks.shape)
    found = unruled(on_paper(np.clip(220 * (1 - lacks) + noise, 0, 255).astype(np.uint8)))
    assert found is not None
    assert found.ink[written > 0].mean() > 0.7
