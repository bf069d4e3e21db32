"""Pictures that a program turned or cut out, and writing of two sizes: digits are read as they would be otherwise."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from convscope.reading.compose import lay_on_table, read_right
from convscope.reading.page._lay import LEAST


@pytest.mark.parametrize("fill", [255, 0, 150, None], ids=str)
def test_a_turned_page_is_read_and_every_digit_is_boxed_where_it_is(fill, reader, make_page):
    wanted = right = 0
    for seed in range(6):
        page = make_page(seed, 16, lines=4, noise=2.0, depth=0.6, shadow=0.4)
        pixels = page.pixels
        colour = int(np.median(pixels)) if fill is None else fill
        height, width = pixels.shape
        degrees = 7.0 if seed % 2 else -12.0
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
        size = (round(width * cosine + height * sine), round(width * sine + height * cosine))
        matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
        turned = cv2.warpAffine(pixels, matrix, size, flags=cv2.INTER_LINEAR, borderValue=(colour,))
        reading = reader.read(turned)
        assert reading.tilt == pytest.approx(-degrees, abs=4)
        centres = page.centres @ matrix[:, :2].T + matrix[:, 2]
        for digit in reading.digits:
            box = digit.box
            inside = (np.abs(centres - [box.left + box.width / 2, box.top + box.height / 2]) * 2).T
            own = np.flatnonzero((inside[0] <= box.width) & (inside[1] <= box.height))
            right += len(own) == 1 and page.text.replace("\n", "")[own[0]] == digit.digit
        wanted += 16
    assert right >= 0.93 * wanted, f"{right} of {wanted}"


@pytest.mark.parametrize("margin", [3, 6])
def test_a_line_that_is_cut_out_tightly_is_read(margin, shipped, make_page):
    read = []
    for seed in range(2, 22):
        page = make_page(seed, 4, lines=1)
        box = [digit.box for digit in shipped.read(page.pixels).digits]
        top, bottom = min(one.top for one in box), max(one.top + one.height for one in box)
        read.append(shipped.read(page.pixels[top - margin : bottom + margin]).text == page.text)
    assert sum(read) >= 18, read


@pytest.mark.parametrize("ruling", ["lines", "squares"])
def test_a_digit_on_a_small_picture_of_ruled_paper_is_read(ruling, shipped, make_page):
    """Enlarged as small drawings are, its lines were too thick for lines."""
    pages = [make_page(seed, 1, lines=1, ruling=ruling, noise=3.0, blur=0.6) for seed in range(20)]
    assert all(max(page.pixels.shape[:2]) < LEAST for page in pages)
    read = [shipped.read(page.pixels).text == page.text for page in pages]
    assert sum(read) >= 18, read


@pytest.mark.parametrize("ratio", [2.7, 4.0])
@pytest.mark.parametrize("first", [True, False], ids=["above", "below"])
def test_a_heading_does_not_hide_the_lines_beside_it(ratio, first, reader, make_page):
    read, lines = 0, 0
    for seed in range(4):
        heading = make_page(seed, 3, lines=1)
        body = make_page(seed + 50, 10, lines=2, light_on_dark=False)
        large = cv2.resize(heading.pixels, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_CUBIC)
        small = np.clip(body.pixels.astype(int) + int(np.median(large)) - int(np.median(body.pixels)), 0, 255)
        pages = [large, small.astype(np.uint8)]
        width = max(page.shape[1] for page in pages)
        pages = [np.pad(page, ((0, 0), (0, width - page.shape[1])), mode="edge") for page in pages]
        got = reader.read(np.concatenate(pages if first else pages[::-1])).text.split("\n")
        expected = [heading.text, *body.text.split("\n")]
        read, lines = read + sum(line in got for line in expected), lines + len(expected)
    assert read >= 0.8 * lines, f"{read} of {lines}"


def test_a_bar_beside_the_digits_does_not_hide_them(shipped, make_page):
    for seed in range(3):
        page = make_page(seed, 12, lines=3)
        pixels = np.pad(page.pixels, ((60, 60), (120, 0)), mode="edge")
        cv2.line(pixels, (60, 20), (40, pixels.shape[0] - 20), 70, 34)
        assert shipped.read(pixels).text == shipped.read(page.pixels).text


@pytest.mark.parametrize("text", ["signature of the owner", "IIIIII lllll", "Total amount"])
def test_a_caption_is_no_number_and_does_not_speak_against_a_digit(text, shipped, make_page):
    for digits in (1, 6):
        page = make_page(4, digits, lines=1, digit_height=150)
        height, width = page.pixels.shape
        pixels = np.pad(page.pixels, ((0, 80), (0, max(0, 420 - width))), mode="edge")
        caption = Image.fromarray(pixels)
        ImageDraw.Draw(caption).text((20, height + 10), text, 40, ImageFont.load_default(34))
        expected = shipped.read(page.pixels).text
        assert expected
        assert shipped.read(caption).text == expected


def test_ticks_are_no_ones(reader, make_page):
    page = make_page(1, 6, lines=1, digit_height=100)
    pixels = np.pad(page.pixels, ((0, 60), (0, 0)), mode="edge")
    for x in range(30, pixels.shape[1] - 30, 24):
        pixels[-50:-26, x : x + 4] = 40
    assert reader.read(pixels).text == page.text


def test_dust_in_a_row_is_no_writing(reader, make_page):
    page = make_page(1, 6, lines=1)
    pixels = np.pad(page.pixels, ((0, 60), (0, 0)), mode="edge")
    for x in range(40, pixels.shape[1] - 40, 9):
        pixels[page.pixels.shape[0] + 20 : page.pixels.shape[0] + 23, x : x + 3] = 40
    assert reader.read(pixels).text == page.text


def test_a_broken_edge_beside_the_digits_is_no_row_of_ones(reader, make_page):
    for seed in range(3):
        page = make_page(seed, 8, lines=2)
        pixels = np.pad(page.pixels, ((60, 60), (60, 0)), mode="edge")
        height = pixels.shape[0]
        cv2.line(pixels, (30, 10), (34, height - 130), 70, 3)
        for top in (height - 120, height - 75, height - 35):
            cv2.line(pixels, (35, top), (36, top + 28), 70, 3)
        reading = reader.read(pixels)
        own = sum(
            read_right(page, one.digit, [one.box.left - 60, one.box.top - 60, one.box.width, one.box.height])
            for one in reading.digits
        )
        assert len(reading.digits) == own
        assert "a piece of a long line" in {refused.reason for refused in reading.refused}


def test_ones_below_a_long_stroke_are_read(shipped, mnist):
    images, labels = np.asarray(mnist.x_test)[..., 0], np.asarray(mnist.y_test)
    ones, others = np.flatnonzero(labels == 1)[:12], np.flatnonzero(labels > 1)[:36]
    canvas = np.zeros((3 * 90 + 330, 460), np.float32)
    rows = np.stack([ones[:3], others[:3], others[3:6], others[6:9]], axis=1)
    for line, row in enumerate(rows):
        for place, index in enumerate(row):
            digit = cv2.resize(images[index], (84, 84), interpolation=cv2.INTER_CUBIC)
            area = canvas[320 + 90 * line : 404 + 90 * line, 60 + 90 * place : 144 + 90 * place]
            np.maximum(area, digit, out=area)
    cv2.line(canvas, (100, 10), (100, 305), 255, 6)
    reading = shipped.read(np.clip(245 - canvas, 0, 255).astype(np.uint8))
    assert reading.text.split("\n") == ["".join(str(labels[index]) for index in row) for row in rows]


def test_a_ruled_sheet_that_is_laid_straight_keeps_its_digits(shipped, make_page):
    wanted = right = 0
    for seed in range(8):
        page = make_page(seed, 8, lines=2, ruling="lines", noise=2.0, depth=0.8)
        laid = lay_on_table(page, np.random.default_rng(seed))
        reading = shipped.read(laid.pixels)
        right += sum(read_right(laid, one.digit, one.box.to_list()) for one in reading.digits)
        wanted += 8
        height, width = laid.pixels.shape[:2]
        boxes = [one.box for one in (*reading.digits, *reading.refused)]
        assert all(box.left >= 0 and box.top >= 0 for box in boxes)
        assert all(box.left + box.width <= width and box.top + box.height <= height for box in boxes)
    assert right >= 0.85 * wanted, f"{right} of {wanted}"
