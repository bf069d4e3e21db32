"""The shipped judge: digits of MNIST's test part look like digits, other ink does not."""

from __future__ import annotations

import numpy as np

from convscope import pretrained
from convscope.glass import GlassModel
from convscope.reading.compose import Source, Style, digit_image, other_image
from convscope.reading.compose._glyph import doodle_ink, letter_ink
from convscope.reading.compose._marks import random_mark
from convscope.reading.form import to_digit_form
from convscope.reading.judge import SHAPE, answers_for, digit_likeness, digits_and_likeness


def test_digits_of_the_test_part_are_digits(mnist):
    likeness = digit_likeness(np.asarray(mnist.x_test[:1000]))
    assert likeness.shape == (1000,)
    assert (likeness > 0.15).mean() > 0.99


def test_digits_in_other_hands_are_digits(mnist):
    rng = np.random.default_rng(4)
    source = Source(np.asarray(mnist.x_test)[..., 0], np.asarray(mnist.y_test))
    images = np.stack([digit_image(source, rng)[0] for _ in range(300)])
    assert (digit_likeness(images) > 0.15).mean() > 0.95


def test_letters_and_scribbles_are_not():
    rng = np.random.default_rng(0)
    for draw in (letter_ink, doodle_ink):
        images = [to_digit_form(draw(Style(digit_height=90), rng) > 0.5, SHAPE) for _ in range(150)]
        assert (digit_likeness(np.stack(images)) < 0.15).mean() > 0.7


def test_marks_and_pieces_are_not(mnist):
    rng = np.random.default_rng(5)
    source = Source(np.asarray(mnist.x_test)[..., 0], np.asarray(mnist.y_test))
    marks = np.stack([to_digit_form(random_mark(rng), SHAPE) for _ in range(200)])
    others = np.stack([other_image(source, rng) for _ in range(200)])
    assert (digit_likeness(marks) < 0.15).mean() > 0.75
    assert (digit_likeness(others) < 0.15).mean() > 0.75


def test_two_digits_are_not_one(mnist):
    images = np.asarray(mnist.x_test[:200])[..., 0]
    pairs = [
        np.hstack([left[:, 4:24], right[:, 4:24]]) > 127 for left, right in zip(images[::2], images[1::2], strict=True)
    ]
    assert (digit_likeness(np.stack([to_digit_form(pair, SHAPE) for pair in pairs])) < 0.15).mean() > 0.95


def test_nothing_is_asked_of_no_images():
    assert digit_likeness(np.zeros((0, *SHAPE), np.uint8)).shape == (0,)


def test_one_run_says_what_two_say(mnist, network):
    shipped, images = GlassModel(pretrained.path()), np.asarray(mnist.x_test[:2000])
    assert answers_for(shipped)
    assert not answers_for(network)
    rows, likeness = digits_and_likeness(images, shipped)
    np.testing.assert_allclose(rows, shipped.predict(images), atol=2e-6)
    np.testing.assert_allclose(likeness, digit_likeness(images), atol=2e-6)
