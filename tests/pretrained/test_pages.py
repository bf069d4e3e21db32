"""The shipped networks on composed pages of MNIST's test part: what the card says, at a small n."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from rapidfuzz.distance import LCSseq

from convscope import datasets
from convscope.reading import Reader
from convscope.reading.compose import NEGATIVES, compose_negative, compose_page, random_style, read_right


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def test_digits_on_pages_of_any_style(reader):
    mnist = datasets.load("mnist")
    wanted = right = 0
    for seed in range(12):
        rng = np.random.default_rng([5, seed])
        style = replace(random_style(rng), lines=2, ruling="none", gap=0.4)
        rows = rng.integers(0, len(mnist.x_test), 12)
        page = compose_page(np.asarray(mnist.x_test[rows])[..., 0], np.asarray(mnist.y_test[rows]), style, rng)
        wanted += len(rows)
        right += sum(read_right(page, digit.digit, digit.box.to_list()) for digit in reader.read(page.pixels).digits)
    assert right >= 0.95 * wanted, f"{right} of {wanted}"


def test_lines_of_digits_among_letters_and_doodles(reader):
    mnist = datasets.load("mnist")
    lines = right_lines = right = false = 0
    for seed in range(12):
        rng = np.random.default_rng([7, seed])
        style = replace(random_style(rng), lines=2, ruling="none", gap=0.4, marks=0.25)
        rows = rng.integers(0, len(mnist.x_test), 10)
        page = compose_page(np.asarray(mnist.x_test[rows])[..., 0], np.asarray(mnist.y_test[rows]), style, rng)
        reading = reader.read(page.pixels)
        wanted = page.text.splitlines()
        lines, right_lines = lines + len(wanted), right_lines + LCSseq.similarity(wanted, reading.text.splitlines())
        own = sum(read_right(page, digit.digit, digit.box.to_list()) for digit in reading.digits)
        right, false = right + own, false + len(reading.digits) - own
    assert right >= 0.95 * 120, f"{right} of 120"
    assert false <= 5
    assert right_lines >= 0.7 * lines, f"{right_lines} of {lines}"


@pytest.mark.parametrize("kind", NEGATIVES)
def test_hardly_any_digit_where_there_is_none(kind, reader):
    counts = []
    for seed in range(6):
        rng = np.random.default_rng([6, seed])
        counts.append(len(reader.read(compose_negative(kind, random_style(rng), rng, [])).digits))
    # In "text" without fonts there are doodles. On the card it is one digit on eleven pages, most among letters.
    assert sum(counts) <= 2, counts
