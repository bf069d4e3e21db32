import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from convscope.evaluation.distortions import add_noise, background, invert, rotate, scale, shifts, thicken

PICTURES = arrays.arrays(np.uint8, st.tuples(st.just(2), st.integers(1, 9), st.integers(1, 9), st.sampled_from([1, 3])))


def bar(ground=0, ink=255):
    images = np.full((1, 16, 16, 1), ground, np.uint8)
    images[:, 3:13, 6:9] = ink
    return images


def test_shifts_move_to_all_four_sides_and_fill_with_background():
    images = np.full((1, 3, 3, 1), 9, np.uint8)
    images[0, 1, 1] = 200
    right, left, down, up = shifts(images, 1.0)
    for moved, place in ((right, (1, 2)), (left, (1, 0)), (down, (2, 1)), (up, (0, 1))):
        expected = np.full((3, 3), 9)
        expected[place] = 200
        assert (moved[0, :, :, 0] == expected).all()


@given(PICTURES, st.integers(0, 20))
def test_a_shift_beyond_the_picture_leaves_background(images, pixels):
    for moved in shifts(images, float(pixels)):
        assert moved.shape == images.shape
        if pixels >= max(images.shape[1:3]):
            assert (moved == background(images)[:, None, None]).all()


@settings(deadline=None)
@given(PICTURES)
def test_neutral_strengths_change_nothing(images):
    for same in (shifts(images, 0.0)[0], rotate(images, 0.0), scale(images, 1.0), thicken(images, 0.0)):
        assert (same == images).all()
    assert (add_noise(images, 0.0, 1) == images).all()
    assert (invert(images, 0.0) == images).all()


@given(PICTURES)
def test_inverting_twice_gives_the_picture_back(images):
    assert (invert(invert(images, 1.0), 1.0) == images).all()
    assert np.ptp(invert(images, 0.5).astype(int)) <= 1


def test_background_is_black_in_mnist_and_white_on_paper():
    assert background(bar())[0, 0] == 0
    assert background(bar(255, 0))[0, 0] == 255


def test_a_quarter_turn_is_numpys():
    images = np.random.default_rng(0).integers(0, 256, (2, 7, 7, 1), dtype=np.uint8)
    assert (rotate(images, 90.0) == np.rot90(images, axes=(1, 2))).all()


def test_half_the_size_is_a_quarter_of_the_ink():
    ink = scale(bar(), 0.5).sum() / bar().sum()
    assert ink == pytest.approx(0.25, abs=0.03)


@pytest.mark.parametrize("pixels", [-1.0, -0.5, 0.5, 1.0, 2.0])
def test_a_bar_becomes_as_much_wider_as_asked(pixels):
    wider = thicken(bar(), pixels)
    width = wider[0, 8, :, 0].astype(float).sum() / 255
    assert width == pytest.approx(3 + pixels, abs=0.3)


def test_dark_ink_on_paper_is_thickened_alike():
    assert np.abs(thicken(bar(255, 0), 1.0).astype(int) - (255 - thicken(bar(), 1.0))).max() <= 1


def test_noise_has_the_asked_spread_and_hangs_on_the_seed():
    grey = np.full((4, 50, 50, 1), 128, np.uint8)
    noisy = add_noise(grey, 16.0, 5)
    assert noisy.astype(float).std() == pytest.approx(16, rel=0.05)
    assert (noisy == add_noise(grey, 16.0, 5)).all()
    assert (noisy != add_noise(grey, 16.0, 6)).any()
