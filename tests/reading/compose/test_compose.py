"""Made pages hold what they say."""

from __future__ import annotations

import numpy as np
import pytest

from convscope.reading.compose import NEGATIVES, Style, compose_negative, compose_page, random_style, read_right
from convscope.reading.compose._camera import holes, pieces
from convscope.reading.compose._glyph import digit_ink


def some(mnist, count: int) -> tuple[np.ndarray, np.ndarray]:
    return np.asarray(mnist.x_train[:count])[..., 0], np.asarray(mnist.y_train[:count])


def test_the_text_and_the_places(mnist):
    images, labels = some(mnist, 10)
    page = compose_page(images, labels, Style(lines=2), np.random.default_rng(0))
    assert page.text.replace("\n", "") == "".join(map(str, labels))
    assert page.text.count("\n") == 1
    assert page.centres.shape == (10, 2)
    paper = np.median(page.pixels)
    for x, y in page.centres:
        around = page.pixels[int(y) - 30 : int(y) + 30, int(x) - 30 : int(x) + 30]
        assert (around < paper - 60).mean() > 0.02


def test_the_same_seed_makes_the_same_page(mnist):
    images, labels = some(mnist, 6)
    pages = [
        compose_page(images, labels, random_style(np.random.default_rng(8)), np.random.default_rng(9)) for _ in "ab"
    ]
    np.testing.assert_array_equal(pages[0].pixels, pages[1].pixels)


@pytest.mark.parametrize("seed", range(12))
def test_any_style_makes_a_picture(seed, mnist):
    rng = np.random.default_rng(seed)
    style = random_style(rng)
    page = compose_page(*some(mnist, seed), style, rng)
    assert page.pixels.dtype == np.uint8
    assert page.pixels.ndim == (3 if style.coloured else 2)
    assert len(page.centres) == seed


def test_marks_are_not_in_the_text(mnist):
    images, labels = some(mnist, 8)
    plain = compose_page(images, labels, Style(lines=1), np.random.default_rng(1))
    marked = compose_page(images, labels, Style(lines=1, marks=0.6), np.random.default_rng(1))
    assert marked.text == plain.text
    assert marked.pixels.shape[1] > plain.pixels.shape[1]


def test_what_is_read_right_is_known(mnist):
    images, labels = some(mnist, 4)
    page = compose_page(images, labels, Style(lines=1), np.random.default_rng(3))
    x, y = (int(place) for place in page.centres[2])
    assert read_right(page, str(labels[2]), [x - 20, y - 30, 40, 60])
    assert not read_right(page, str((labels[2] + 1) % 10), [x - 20, y - 30, 40, 60])
    assert not read_right(page, str(labels[2]), [x + 100_000, y, 40, 60])


@pytest.mark.parametrize("seed", range(20))
def test_no_table_lies_on_what_is_written(seed, mnist):
    images, labels = some(mnist, 12)
    bare = compose_page(images, labels, Style(lines=3, depth=1.0), np.random.default_rng(seed))
    page = compose_page(images, labels, Style(lines=3, depth=1.0, table=0.2), np.random.default_rng(seed))
    paper = np.median(bare.pixels)
    assert (page.pixels != bare.pixels).any()
    np.testing.assert_array_equal(page.pixels[bare.pixels < paper - 5], bare.pixels[bare.pixels < paper - 5])


@pytest.mark.parametrize("thickness", [-0.05, 0.08])
def test_any_pen_leaves_loops_open_and_strokes_whole(thickness, mnist):
    images, _ = some(mnist, 150)
    like = 0
    for image in images:
        plain, other = (
            digit_ink(image, Style(thickness=change), np.random.default_rng(0)) > 0.5 for change in (0.0, thickness)
        )
        like += holes(other) >= holes(plain) and pieces(other) <= pieces(plain)
    assert like >= 147  # a loop of one pixel may fill when the ink is softened


@pytest.mark.parametrize("kind", NEGATIVES)
def test_pictures_without_digits(kind):
    style = random_style(np.random.default_rng(1))
    pictures = [compose_negative(kind, style, np.random.default_rng(2), []) for _ in "ab"]
    assert pictures[0].dtype == np.uint8
    np.testing.assert_array_equal(pictures[0], pictures[1])
