"""MNIST's form: what MNIST's own images are like, any digit must become like."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convscope.reading.form import Placement, crop, is_in_form, stroke_width, to_digit_form, with_stroke_width

SHAPE = (28, 28, 1)


def bar(height: int, width: int, room: int = 10) -> np.ndarray:
    return np.pad(np.ones((height, width), bool), room)


def test_nearly_all_of_mnist_is_in_its_own_form(mnist):
    images = np.asarray(mnist.x_train[:1000])[..., 0]
    assert np.mean([is_in_form(image, SHAPE) for image in images]) > 0.98


def test_what_is_not_in_the_form(mnist):
    image = np.asarray(mnist.x_train[0])[..., 0]
    assert not is_in_form(255 - image, SHAPE)
    assert not is_in_form(np.roll(image, 3, axis=1), SHAPE)
    assert not is_in_form(np.pad(image, 2)[:, :28], SHAPE)
    assert not is_in_form(np.zeros_like(image), SHAPE)
    small = np.pad(cv2.resize(image, (18, 18), interpolation=cv2.INTER_AREA), 5)
    assert not is_in_form(small, SHAPE)


def test_mnist_enlarged_comes_back_as_it_was(mnist, network):
    images = np.asarray(mnist.x_test[:400])
    big = [cv2.resize(image[..., 0], None, fx=7, fy=7, interpolation=cv2.INTER_CUBIC) > 127 for image in images]
    back = np.stack([to_digit_form(mask, SHAPE) for mask in big])
    assert np.abs(back.astype(int) - images).mean() < 9
    labels = mnist.y_test[:400]
    before = (network.predict(images).argmax(1) == labels).mean()
    assert (network.predict(back).argmax(1) == labels).mean() > before - 0.015


@given(height=st.integers(20, 300), width=st.integers(20, 300), room=st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_any_bar_is_boxed_and_centred(height, width, room):
    image = to_digit_form(bar(height, width, room), SHAPE, Placement(strokes=False))[..., 0].astype(float)
    assert max(image.sum(axis=0).max(), image.sum(axis=1).max()) == pytest.approx(20 * 255, rel=0.03)
    for axis in (0, 1):
        assert abs((image.sum(axis=1 - axis) @ np.arange(28)) / image.sum() - 14) < 0.1


def test_proportions_stay():
    tall = to_digit_form(bar(200, 50), SHAPE, Placement(strokes=False))[..., 0] / 255
    assert tall.sum(axis=0).max() == pytest.approx(20, abs=0.3)
    assert tall.sum(axis=1).max() == pytest.approx(5, abs=0.3)


def test_a_network_of_another_size_gets_the_same_proportions():
    image = to_digit_form(bar(100, 100), (56, 48, 3), Placement(strokes=False))
    assert image.shape == (56, 48, 3)
    assert crop(image[..., 0] > 127).shape[0] == pytest.approx(48 * 20 / 28, abs=1)
    assert (image[..., 0] == image[..., 2]).all()


@pytest.mark.parametrize("width", [1, 3, 8, 15])
def test_the_width_of_a_bar(width):
    assert stroke_width(bar(100, width)) == pytest.approx(width, abs=1)


def test_strokes_are_widened_and_narrowed():
    for width in (2, 5, 20):
        changed = stroke_width(with_stroke_width(bar(200, width, room=30), least=8.0, most=12.0))
        assert 7 <= changed <= 13
    same = bar(200, 10)
    assert with_stroke_width(same, least=8.0, most=12.0) is same


def test_no_ink_gives_a_black_image():
    assert not to_digit_form(np.zeros((5, 5), bool), SHAPE).any()
    assert stroke_width(np.zeros((5, 5), bool)) == 0


def test_steps_can_be_left_out():
    mask = np.zeros((100, 100), bool)
    mask[10:90, 20:30] = True
    mask[80:90, 20:80] = True  # an L: its centre of mass is not its box's centre
    full = to_digit_form(mask, SHAPE)
    assert (to_digit_form(mask, SHAPE, Placement(centred=False)) != full).any()
    assert max(crop(to_digit_form(mask, SHAPE, Placement(scaled=False, centred=False))[..., 0] > 127).shape) == 28
