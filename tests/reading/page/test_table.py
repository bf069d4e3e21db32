"""Sheets that lie on tables of any colour, small in the picture or large, are read as if there were none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from convscope.reading.compose import lay_on_table, read_right
from convscope.reading.page._parts import MOST


def test_sheets_on_tables_are_read(reader, make_page):
    wanted = right = false = 0
    for seed in range(12):
        page = lay_on_table(make_page(seed, 8, lines=2, noise=2.0, depth=0.8), np.random.default_rng(seed))
        digits = reader.read(page.pixels).digits
        own = sum(read_right(page, digit.digit, digit.box.to_list()) for digit in digits)
        wanted, right, false = wanted + 8, right + own, false + len(digits) - own
    assert right >= 0.93 * wanted, f"{right} of {wanted}"
    assert false <= 3


@pytest.mark.parametrize("share", [0.1, 0.3, 0.7])
@pytest.mark.parametrize("table", [30, 90, 150])
def test_however_small_the_sheet_is(share, table, reader, make_page):
    page = make_page(1, 10, lines=2, gap=0.4, digit_height=48)
    height, width = page.pixels.shape
    larger = 1 / share**0.5
    whole = np.full((round(height * larger), round(width * larger)), table, np.uint8)
    top, left = (whole.shape[0] - height) // 2, (whole.shape[1] - width) // 2
    whole[top : top + height, left : left + width] = page.pixels
    noise = np.random.default_rng(0).normal(0, 4, whole.shape)
    shot = np.clip(cv2.GaussianBlur(whole, (0, 0), 1.0) + noise, 0, 255).astype(np.uint8)
    reading = reader.read(shot)
    assert reading.text == page.text
    for digit, centre in zip(reading.digits, page.centres + np.array([left, top]), strict=True):
        box = digit.box
        assert box.left <= centre[0] <= box.left + box.width
        assert box.top <= centre[1] <= box.top + box.height


def test_small_digits_on_a_large_picture_are_looked_at_closely(reader, make_page):
    page = make_page(2, 12, lines=2, gap=0.5, digit_height=30)
    height, width = page.pixels.shape
    whole = np.full((2700, 3600), page.pixels[0, 0], np.uint8)
    whole[900 : 900 + height, 1500 : 1500 + width] = page.pixels
    assert reader.read(whole).text == page.text


def test_a_page_of_very_many_digits_loses_none_without_a_word(reader, make_page):
    pages = [make_page(seed, 100, lines=4, gap=0.6, digit_height=30).pixels for seed in range(7)]
    width = max(page.shape[1] for page in pages)
    sheet = np.concatenate([np.pad(page, ((0, 0), (0, width - page.shape[1])), mode="edge") for page in pages])
    reading = reader.read(sheet)
    assert len(reading.digits) >= 650


def test_what_is_more_than_can_be_looked_at_is_refused(reader):
    sheet = np.full((1500, 1500), 255, np.uint8)
    for top in range(20, 1480, 40):
        for left in range(20, 1480, 40):
            sheet[top : top + 12, left : left + 6] = 0
    reasons = [refused.reason for refused in reader.read(sheet).refused]
    assert reasons.count(f"more than {MOST} marks") == 1
