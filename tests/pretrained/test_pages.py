"""The shipped networks on composed pages of MNIST's test part: what the card says, at a small n."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from rapidfuzz.distance import LCSseq

from convscope import datasets
from convscope.reading import Reader
from convscope.reading.compose import NEGATIVES, compose_negative, compose_page, lay_on_table, random_style, read_right


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


# Of 45 lines a kind. On an Intel Xeon (Python 3.11, ONNX Runtime 1.32.0) 45, 44, 41 and 44 were right, 96.7 % of all;
# the bounds are 2 lines a kind below that, for other machines' last bits. Together they are 92.2 %: with 90 % of all
# lines right one of the four fails at least. The seeds are the first that were tried with these styles.
@pytest.mark.parametrize(("kind", "least"), [("none", 43), ("lines", 42), ("squares", 39), ("table", 42)])
def test_whole_lines_by_what_they_are_written_on(kind, least, reader):
    mnist = datasets.load("mnist")
    lines = right = 0
    for seed in range(9):
        rng = np.random.default_rng([21, ("none", "lines", "squares", "table").index(kind), seed])
        style = replace(random_style(rng), lines=5, gap=float(rng.uniform(0.15, 0.8)))
        style = replace(style, ruling="none", table=0.0, tilt=0.0) if kind == "table" else replace(style, ruling=kind)
        rows = rng.integers(0, len(mnist.x_test), 25)
        page = compose_page(np.asarray(mnist.x_test[rows])[..., 0], np.asarray(mnist.y_test[rows]), style, rng)
        if kind == "table":
            page = lay_on_table(page, rng)
        wanted = page.text.splitlines()
        lines += len(wanted)
        right += LCSseq.similarity(wanted, reader.read(page.pixels).text.splitlines())
    assert lines == 45
    assert right >= least, f"{right} of {lines}"


@pytest.mark.parametrize("kind", NEGATIVES)
def test_hardly_any_digit_where_there_is_none(kind, reader):
    counts = []
    for seed in range(6):
        rng = np.random.default_rng([6, seed])
        counts.append(len(reader.read(compose_negative(kind, random_style(rng), rng, [])).digits))
    # In "text" without fonts there are doodles. On the card it is 11 digits on 280 pages, 10 of them among letters.
    assert sum(counts) <= 2, counts
