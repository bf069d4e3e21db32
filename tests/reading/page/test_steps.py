"""The steps of reading a page, each alone."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from convscope._types import Picture
from convscope.reading import Reader
from convscope.reading._arrays import Mask
from convscope.reading.form import to_digit_form
from convscope.reading.ink import edge_of, without_border
from convscope.reading.ink._ruling import find_ruling, without_ruling
from convscope.reading.ink._turn import turned
from convscope.reading.page import _classify, _steps
from convscope.reading.page._classify import Asker
from convscope.reading.page._edge import is_soft
from convscope.reading.page._lattice import best_reading
from convscope.reading.page._lines import find_lines
from convscope.reading.page._parts import Part, find_parts, joined
from convscope.reading.page._seams import cut_pieces
from convscope.reading.page._steps import is_kept, likely_digit
from convscope.reading.page._tilt import tilt_of


def block(top: int, left: int, height: int = 40, width: int = 20) -> Part:
    return Part(top, left, np.ones((height, width), bool))


def ring(size: int = 60, stroke: int = 8) -> np.ndarray:
    canvas = np.zeros((size, size), np.uint8)
    cv2.circle(canvas, (size // 2, size // 2), size // 2 - stroke, 1, stroke)
    return canvas > 0


def test_parts_and_their_boxes():
    mask = np.zeros((100, 100), bool)
    mask[10:30, 20:25] = True
    mask[50:60, 70:90] = True
    mask[0, 0] = True  # dust
    parts = sorted(find_parts(mask), key=lambda part: part.top)
    assert [(part.top, part.left, part.bottom, part.right, part.area) for part in parts] == [
        (10, 20, 30, 25, 100),
        (50, 70, 60, 90, 200),
    ]
    both = joined(parts)
    assert (both.top, both.left, both.height, both.width, both.area) == (10, 20, 50, 70, 300)


def test_a_cracked_stroke_is_one_part():
    mask = np.zeros((100, 60), bool)
    mask[10:90, 20:32] = True
    mask[50:53] = False
    assert len(find_parts(mask)) == 1
    mask[45:60] = False
    assert len(find_parts(mask)) == 2


def test_lines_in_reading_order():
    rows = [[block(10 + row * 80 + 3 * (column % 2), 20 + column * 40) for column in range(5)] for row in range(3)]
    shuffled = [part for row in rows for part in row]
    np.random.default_rng(0).shuffle(shuffled)
    lines, left_over = find_lines(shuffled)
    assert [[(part.top, part.left) for part in line] for line in lines] == [
        [(part.top, part.left) for part in row] for row in rows
    ]
    assert left_over == []


def test_a_piece_that_broke_off_takes_no_digit_out_of_its_line():
    upper, lower = block(10, 20, 17, 10), block(34, 20, 16, 10)
    row = [block(10, left) for left in (60, 100, 140)]
    low = block(19, 180)
    lines, _ = find_lines([upper, lower, *row, low])
    assert [part.left for part in next(line for line in lines if row[0] in line)][-1] == low.left


def test_a_dot_belongs_to_its_line_and_a_far_one_to_none():
    near, far = block(45, 45, 6, 6), block(500, 500, 6, 6)
    lines, left_over = find_lines([block(10, 20), block(10, 60), near, far])
    assert lines[0][1] is near
    assert left_over == [far]


@pytest.mark.parametrize("degrees", [-20.0, -7.0, 4.0, 12.0, 20.0])
def test_the_tilt_of_a_page(degrees):
    mask = np.zeros((500, 700), bool)
    for top in (100, 220, 340):
        for left in range(120, 600, 60):
            mask[top : top + 40, left : left + 24] = True
    tilted, _ = turned(mask, mask.astype(np.float32), -degrees)
    assert tilt_of(tilted) == pytest.approx(degrees, abs=1.5)
    assert abs(tilt_of(turned(tilted, tilted.astype(np.float32), degrees)[0])) < 1


def test_a_few_parts_have_no_tilt():
    mask = np.zeros((200, 200), bool)
    mask[10:50, 10:30] = mask[60:100, 100:120] = True
    assert tilt_of(mask) == 0


@pytest.mark.parametrize("degrees", [0.0, 1.3, -6.0])
@pytest.mark.parametrize("squares", [False, True])
def test_ruling_goes_and_a_digit_across_it_stays(degrees, squares):
    lines = np.zeros((600, 800), np.uint8)
    for row in range(60, 600, 70):
        lines[row : row + 2] = 1
    if squares:
        for column in range(60, 800, 70):
            lines[:, column : column + 2] = 1
    writing = np.zeros_like(lines)
    for left in (200, 400, 560):
        cv2.circle(writing, (left, 270), 40, 1, 8)
    strength = np.maximum(lines * np.float32(0.3), writing * np.float32(0.8))
    mask, strength = turned(np.asarray(strength > 0.1), strength, -degrees)
    ruling = find_ruling(mask)
    assert ruling is not None
    assert ruling.tilt == pytest.approx(degrees, abs=0.3)
    assert ruling.upright == squares
    level, strength = turned(mask, strength, ruling.tilt)
    kept = without_ruling(level, strength, ruling)
    assert len([part for part in find_parts(kept) if part.height > 30]) == 3
    assert kept.sum() == pytest.approx(writing.sum(), rel=0.1)


def test_pages_without_ruling_have_none():
    mask = np.zeros((400, 600), bool)
    for left in range(50, 550, 70):
        mask[150:210, left : left + 60] |= ring()
    assert find_ruling(mask) is None
    assert find_ruling(np.zeros((100, 100), bool)) is None


def test_ink_along_the_edge_goes():
    mask = np.zeros((200, 300), bool)
    mask[:, :10] = True
    mask[80:120, 100:120] = True
    mask[0:40, 200:210] = True  # touches the edge with its end only
    kept = without_border(mask, edge_of(mask.shape))
    assert not kept[:, :10].any()
    assert kept[80:120, 100:120].all()
    assert kept[0:40, 200:210].all()


def test_a_tight_cut_keeps_its_ink():
    mask = np.zeros((40, 60), bool)
    mask[:, 2:10] = mask[:, 50:60] = True
    np.testing.assert_array_equal(without_border(mask, edge_of(mask.shape)), mask)


def test_touching_rings_are_cut_between_them():
    two = np.hstack([ring(), ring()])
    two[28:32, 55:65] = True
    pieces = cut_pieces(Part(0, 0, two), height=60.0, stroke=8.0)
    places = [piece.right for piece in pieces[:-1]]
    assert any(abs(place - 60) < 8 for place in places)
    assert sum(piece.area for piece in pieces) == two.sum()
    assert all(piece.whole is pieces[0].whole is not None for piece in pieces)


def test_a_narrow_part_is_not_cut():
    part = block(0, 0)
    assert cut_pieces(part, height=40.0, stroke=4.0) == [part]


def test_a_ridge_on_a_shadow_is_soft_and_a_stroke_is_not():
    canvas = np.zeros((300, 300), np.float32)
    cv2.line(canvas, (150, 50), (140, 250), 0.8, 5)
    for blur in (0.5, 1.5, 2.5):
        stroke = cv2.GaussianBlur(canvas, (0, 0), blur)
        assert not is_soft(find_parts(stroke > 0.45 * stroke.max())[0], stroke, 1.0)
    shadow = cv2.GaussianBlur(canvas, (0, 0), 20.0)
    assert is_soft(find_parts(shadow > 0.99 * shadow.max())[0], shadow, 1.0)


def test_of_a_picture_that_was_enlarged_a_stroke_is_not_softer():
    canvas = np.zeros((300, 300), np.float32)
    cv2.line(canvas, (150, 50), (140, 250), 0.8, 3)
    stroke = cv2.GaussianBlur(canvas, (0, 0), 2.5)
    large = np.asarray(cv2.resize(stroke, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC))
    part = find_parts(large > 0.8 * large.max())[0]
    assert is_soft(part, large, 1.0), "as a picture of its own it would be a shadow"
    assert not is_soft(part, large, 1 / 3)


class Told(Asker):
    """Answers by how wide a part is."""

    def __init__(self, answers: dict[int, tuple[int, float]]) -> None:
        self.answers = answers

    def ask(self, parts: list[Part]) -> list[tuple[np.ndarray, float]]:
        said = [self.answers[part.width] for part in parts]
        return [(np.eye(10, dtype=np.float32)[digit], likeness) for digit, likeness in said]


def test_the_loop_of_a_broken_six_is_no_mark_beside_a_one():
    stroke, loop = block(0, 0, 60, 30), block(38, 14, 22, 24)
    asker = Told({30: (1, 0.79), 24: (9, 0.04), 38: (6, 0.3)})
    assert [(one.first, one.after) for one in best_reading(asker, [stroke, loop], 60.0)] == [(0, 2)]


def test_a_digit_that_may_be_two_is_read_and_a_mark_that_may_be_none_is_not():
    assert is_kept(0.45, likely_digit(0.9, 0.5), None)
    assert not is_kept(0.45, likely_digit(0.45, 1.0), None)


def test_a_digit_is_kept_at_its_own_probability_and_none_below(make_page):
    pixels = make_page(3, 12, lines=2, noise=3.0).pixels
    probabilities = [digit.probability for digit in Reader().read(pixels).digits]
    for least in probabilities:
        kept = [digit.probability for digit in Reader(min_confidence=least).read(pixels).digits]
        assert kept == [value for value in probabilities if value >= least]


def test_a_page_full_of_marks_asks_the_network_a_bounded_number_of_times(monkeypatch):
    marks = np.full((700, 1500), 230, np.uint8)
    for top in range(20, 680, 66):
        for left in range(15, 1480, 17):
            cv2.ellipse(marks, (left, top + 20), (6, 16), 20.0, 30, 300, 30, 2)
    formed: list[Mask] = []

    def counted(mask: Mask, shape: tuple[int, int, int]) -> Picture:
        formed.append(mask)
        return to_digit_form(mask, shape)

    monkeypatch.setattr(_classify, "to_digit_form", counted)
    Reader().read(marks)
    joins = len(formed)
    formed.clear()
    monkeypatch.setattr(_steps, "_MOST_ASKED", 500)
    Reader().read(marks)
    assert 500 < len(formed) < 0.7 * joins, "after some lines things are taken as they are"


def test_a_crowded_page_is_read_as_its_parts_are(monkeypatch, reader, make_page):
    page = make_page(3, 12, lines=3, gap=0.5, digit_height=48)
    monkeypatch.setattr(_steps, "_MOST_ASKED", 0)
    assert reader.read(page.pixels).text == page.text
