"""Examples to learn from: the same seed makes the same ones, in MNIST's form, and fonts are found where they are."""

from __future__ import annotations

import numpy as np
import pytest

from convscope.reading.compose import (
    OTHER,
    Source,
    Style,
    compose_page,
    digits_in,
    find_faces,
    learning_source,
    make_examples,
    other_mask,
)
from convscope.reading.compose._alike import is_like_a_digit
from convscope.reading.compose._examples import make_digits_on_pages, make_rendered_digits
from convscope.reading.compose._fragments import corner, side, together
from convscope.reading.compose._from_pages import NO_DIGIT, _shared_out, digits_on_a_page
from convscope.reading.compose._marks import random_mark
from convscope.reading.compose._pen import redrawn
from convscope.reading.page import box_of, find_ink, find_parts


@pytest.fixture(scope="module")
def source(mnist) -> Source:
    return Source(np.asarray(mnist.x_train[:500])[..., 0], np.asarray(mnist.y_train[:500]))


def test_the_same_seed_makes_the_same_examples(source):
    x, y = make_examples(source, 60, 0.5, 3)
    again, labels = make_examples(source, 60, 0.5, 3)
    np.testing.assert_array_equal(x, again)
    np.testing.assert_array_equal(y, labels)
    assert x.shape == (60, 28, 28, 1)
    assert 15 < (y == OTHER).sum() < 45
    assert set(y) <= set(range(11))


def test_examples_are_in_mnists_form(source):
    x, _ = make_examples(source, 60, 0.5, 4)
    ink = x[..., 0] > 127
    longest = np.array([max(np.ptp(np.nonzero(image)[0]), np.ptp(np.nonzero(image)[1])) + 1 for image in ink])
    assert np.median(longest) == pytest.approx(20, abs=1)


def test_digits_stay_what_they_are(source, network):
    x, y = make_examples(source, 300, 0.0, 5)
    # A network that knows MNIST only: most digits in other hands are still its digits.
    assert (network.predict(x).argmax(axis=1) == y).mean() > 0.8


def test_a_one_gets_a_foot_and_a_seven_a_bar(source):
    rng = np.random.default_rng(0)
    for label in (1, 7):
        image = source.images[source.labels == label][0]
        sizes = {int(redrawn(image, label, rng).sum()) for _ in range(30)}
        assert len(sizes) > 20


@pytest.mark.parametrize("seed", range(20))
def test_every_mark_has_ink(seed):
    assert random_mark(np.random.default_rng(seed)).sum() > 30


def test_what_looks_like_a_digit_is_no_mark(source):
    bar = np.zeros((60, 60), bool)
    bar[5:55, 28:33] = True
    assert is_like_a_digit(bar)
    assert not is_like_a_digit(bar.T)
    ys, xs = np.mgrid[:60, :60]
    ring = abs(np.hypot(ys - 30, xs - 30) - 22) < 3
    assert is_like_a_digit(ring)
    rng = np.random.default_rng(1)
    assert not any(is_like_a_digit(other_mask(source, rng)) for _ in range(30))


def test_pieces_of_digits(source):
    rng = np.random.default_rng(2)
    eight = redrawn(source.images[source.labels == 8][0], 8, rng)
    one = redrawn(source.images[source.labels == 1][0], 1, rng)
    assert side(one, 1, rng) is None
    assert corner(one, 1, rng) is None
    half = side(eight, 8, rng)
    assert half is not None
    assert half.sum() < eight.sum()
    assert together([eight, one], rng).sum() <= eight.sum() + one.sum()


def test_fonts_are_found_by_script(tmp_path):
    files = tmp_path / "node_modules/@fontsource/kalam/files"
    files.mkdir(parents=True)
    for name in ("kalam-latin-400-normal.woff", "kalam-latin-700-normal.woff", "kalam-devanagari-400-normal.woff"):
        (files / name).touch()
    faces = find_faces(tmp_path)
    assert sorted((face.package, face.script) for face in faces) == [("kalam", "devanagari"), ("kalam", "latin")]
    assert learning_source(tmp_path, validation=False).faces == []
    assert len(learning_source(tmp_path, validation=True).faces) == 2


def test_both_parts_are_of_the_training_part(mnist):
    learned, held = learning_source(None, validation=False), learning_source(None, validation=True)
    assert (len(learned.images), len(held.images)) == (50_000, 10_000)
    np.testing.assert_array_equal(held.images[-1], mnist.x_train[-1, ..., 0])


@pytest.mark.parametrize("make", [make_rendered_digits, make_digits_on_pages])
def test_digits_as_pages_have_them_are_still_those(make, source, network):
    x, y = make(source, 250, 6)
    again, labels = make(source, 250, 6)
    np.testing.assert_array_equal(x, again)
    np.testing.assert_array_equal(y, labels)
    assert x.shape == (250, 28, 28, 1)
    digit = y != OTHER
    assert digit.mean() > 0.9
    assert len(set(y[digit])) == 10
    assert (network.predict(x[digit]).argmax(axis=1) == y[digit]).mean() > 0.85


def test_of_digits_on_pages_those_that_touch_are_left_out(source):
    style = Style(digit_height=60, lines=3, gap=-0.15)
    page = compose_page(source.images[:24], source.labels[:24], style, np.random.default_rng(1))
    sheet = find_ink(page.pixels)
    parts = find_parts(sheet.mask)
    owned, loose = _shared_out(parts, sheet, page, style.digit_height)
    several = [part for part in parts if len(digits_in(page, box_of(part, sheet).to_list())) > 1]
    assert several
    given = {id(part) for part in [*loose, *(part for own in owned for part in own)]}
    assert given.isdisjoint(id(part) for part in several)
    touching = {int(digit) for part in several for digit in digits_in(page, box_of(part, sheet).to_list())}
    assert not any(owned[digit] for digit in touching)


def test_what_is_left_of_lines_is_no_digit(source):
    rng = np.random.default_rng(2)
    rows = [row for _ in range(12) for _, row in digits_on_a_page(source, rng)]
    assert rows.count(NO_DIGIT) >= 1
    _, y = make_digits_on_pages(source, 400, 2)
    assert 1 <= (y == OTHER).sum() < 40
