"""Pictures that were made twice as large are read at their own size."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from convscope.reading import Reader
from convscope.reading.page import find_ink
from convscope.reading.page._own_size import own_size

PILLOW = [Image.Resampling.NEAREST, Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS]
OPENCV = [cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_LANCZOS4]
PHOTOGRAPHED = {"noise": 3.0, "blur": 0.8, "shadow": 0.4, "depth": 0.6, "coloured": True}


def by_pillow(pixels, method, times=2):
    return np.asarray(Image.fromarray(pixels).resize((times * pixels.shape[1], times * pixels.shape[0]), method))


def by_opencv(pixels, method):
    return cv2.resize(pixels, None, fx=2, fy=2, interpolation=method)


def is_nearly(made, pixels):
    return made.shape == pixels.shape and int(cv2.absdiff(made, pixels)[4:-4, 4:-4].max()) <= 2


@pytest.mark.parametrize("style", [{}, PHOTOGRAPHED], ids=["drawn", "photographed"])
@pytest.mark.parametrize("enlarged", [by_pillow, by_opencv])
@pytest.mark.parametrize("way", range(4))
def test_it_is_what_it_was(style, enlarged, way, make_page):
    pixels = make_page(1, 12, **style).pixels
    large = enlarged(pixels, (PILLOW if enlarged is by_pillow else OPENCV)[way])
    assert is_nearly(own_size(large), pixels)


def test_four_times_as_large_is_twice_twice(make_page):
    pixels = make_page(2, 12, **PHOTOGRAPHED).pixels
    once = by_pillow(pixels, Image.Resampling.BICUBIC)
    assert is_nearly(own_size(by_pillow(once, Image.Resampling.BICUBIC)), pixels)
    assert np.array_equal(own_size(by_pillow(pixels, Image.Resampling.NEAREST, 4)), pixels)


def test_a_picture_as_it_is_stays(make_page):
    pixels = make_page(3, 12, **PHOTOGRAPHED).pixels
    assert own_size(pixels) is pixels
    large = by_pillow(pixels, Image.Resampling.BICUBIC)
    odd = large[:-1]
    assert own_size(odd) is odd


def test_where_a_part_holds_more_the_picture_stays(make_page):
    large = by_pillow(make_page(4, 30, **PHOTOGRAPHED).pixels, Image.Resampling.BICUBIC)
    height, width = (side // 4 for side in large.shape[:2])
    # A text beside the writing, paler than that, set after the picture was enlarged.
    specks = np.random.default_rng(0).integers(0, 2, (height, width, 1)).astype(np.uint8) * np.uint8(9)
    large = large.copy()
    large[:height, :width] -= np.minimum(large[:height, :width], specks)
    assert own_size(large) is large


@settings(max_examples=30, deadline=None)
@given(st.integers(100, 300), st.integers(100, 300), st.integers(0, 2**32 - 1), st.sampled_from(PILLOW))
def test_any_size_and_content_but_what_is_too_small(height, width, seed, method):
    rng = np.random.default_rng(seed)
    pixels = cv2.GaussianBlur(rng.integers(40, 216, (height, width)).astype(np.uint8), (3, 3), 0)
    assert is_nearly(own_size(by_pillow(pixels, method)), pixels)
    small = by_pillow(pixels[:99], method)
    assert own_size(small) is small


@pytest.mark.parametrize("ink", [120, 225])
def test_a_little_writing_on_much_clean_paper_is_not_lost(ink):
    page = np.full((1200, 1600), 255, np.uint8)
    # What alone would pass for enlarged, and beside it a fine stroke that is not.
    page[200:260, 200:280] = 0
    page[1101:1102, 1301:1360] = ink
    assert own_size(page) is page


@pytest.mark.parametrize("corner", [(0, 0), (1, 1), (0, 1), (1, 0)])
def test_writing_is_found_in_any_corner(corner, make_page):
    writing = make_page(6, 2, lines=1, digit_height=36, noise=2.0).pixels[:80, :80]
    pixels = np.full((330, 330), int(writing.max()), np.uint8)
    top, left = (at * 240 for at in corner)
    pixels[top : top + writing.shape[0], left : left + writing.shape[1]] = writing
    assert is_nearly(own_size(by_pillow(pixels, Image.Resampling.BICUBIC)), pixels)


def test_bare_paper_stays():
    paper = np.full((800, 600, 3), 240, np.uint8)
    assert own_size(paper) is paper


@pytest.mark.parametrize("times", [1, 2, 4])
def test_a_small_picture_is_the_same_sheet_however_much_enlarged(times, make_page):
    pixels = make_page(7, 4, lines=1, digit_height=48, noise=3.0, blur=0.8).pixels
    assert max(pixels.shape) < 500
    own, sheet = find_ink(pixels), find_ink(by_pillow(pixels, Image.Resampling.NEAREST, times))
    assert np.array_equal(sheet.mask, own.mask)
    assert sheet.shrunk == pytest.approx(own.shrunk)
    middle = np.array([[sheet.mask.shape[1] / 2], [sheet.mask.shape[0] / 2]])
    assert np.allclose(sheet.on_picture(middle), times * own.on_picture(middle))


def test_the_boxes_are_those_of_the_large_picture(make_page):
    reader, pixels = Reader(), make_page(5, 12, **PHOTOGRAPHED).pixels
    own, large = reader.read(pixels), reader.read(by_pillow(pixels, Image.Resampling.LANCZOS))
    assert len(own.digits) >= 8
    assert large.text == own.text
    for one, other in zip(own.digits, large.digits, strict=True):
        assert np.allclose(other.box.to_list(), 2 * np.array(one.box.to_list()), atol=4)


def test_what_was_enlarged_to_be_legible_is_read_as_given(make_page):
    reader, page = Reader(), make_page(8, 10, lines=2, digit_height=56).pixels
    small = cv2.resize(page, None, fx=0.16, fy=0.16, interpolation=cv2.INTER_AREA)
    small = np.pad(small, 300, mode="edge")
    large = by_pillow(small, Image.Resampling.BICUBIC, 2)
    assert own_size(large).shape == small.shape, "it is known to be enlarged"
    as_given = own_size(large[:-1])
    assert as_given.shape == large[:-1].shape
    assert len(reader.read(large).digits) == len(reader.read(as_given).digits) >= 8
