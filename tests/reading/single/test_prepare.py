"""Pictures of one digit as people have them: each must end as MNIST's image does, and be read right."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from convscope.reading import prepare_single

COUNT = 40


def enlarged(image: np.ndarray, factor: int = 10) -> np.ndarray:
    return np.asarray(cv2.resize(image[..., 0], None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC))


def dark_on_light(image: np.ndarray) -> np.ndarray:
    return 255 - enlarged(image)


def light_on_dark(image: np.ndarray) -> np.ndarray:
    return 30 + (enlarged(image) * 0.8).astype(np.uint8)


def off_centre_and_small(image: np.ndarray) -> np.ndarray:
    page = np.full((500, 700), 250, np.uint8)
    page[30:170, 400:540] -= (enlarged(image, 5) * 0.9).astype(np.uint8)
    return page


def in_a_shadow(image: np.ndarray) -> np.ndarray:
    light = np.linspace(0.35, 1, 280)[None] * np.linspace(1, 0.8, 280)[:, None]
    light[:, 100:] *= 0.8
    grey = (235 - enlarged(image) * 0.6) * light
    return (grey + np.random.default_rng(1).normal(0, 2, grey.shape)).clip(0, 255).astype(np.uint8)


def red_on_yellow(image: np.ndarray) -> np.ndarray:
    ink = enlarged(image)[..., None] / 255
    return (np.array([250, 240, 150]) * (1 - ink) + np.array([210, 60, 60]) * ink).round().astype(np.uint8)


def thin(image: np.ndarray) -> np.ndarray:
    mask = (enlarged(image) > 127).astype(np.uint8)
    return np.asarray(255 - cv2.erode(mask, np.ones((9, 9), np.uint8)) * 255)


def on_a_table(image: np.ndarray) -> np.ndarray:
    return np.pad(dark_on_light(image), 40, constant_values=20)


def with_specks(image: np.ndarray) -> np.ndarray:
    page = dark_on_light(image)
    page[5:10, 5:10] = 0
    page[250:256, 20:30] = 30
    return page


def on_lines(image: np.ndarray) -> np.ndarray:
    page = np.pad(dark_on_light(image), 60, constant_values=255)
    page[18::66] = page[19::66] = np.minimum(page[18::66], 150)[: len(page[19::66])]
    return page


def on_squares(image: np.ndarray) -> np.ndarray:
    page = on_lines(image)
    page[:, 18::66] = page[:, 19::66] = np.minimum(page[:, 18::66], 150)[:, : page[:, 19::66].shape[1]]
    return page


@pytest.mark.parametrize(
    "make",
    [
        dark_on_light,
        light_on_dark,
        off_centre_and_small,
        in_a_shadow,
        red_on_yellow,
        on_a_table,
        with_specks,
        on_lines,
        on_squares,
    ],
)
def test_a_digit_is_read_however_it_is_photographed(make, mnist, network):
    images, labels = np.asarray(mnist.x_test[:COUNT]), mnist.y_test[:COUNT]
    prepared = np.stack([prepare_single(Image.fromarray(make(image))).image for image in images])
    before = (network.predict(images).argmax(1) == labels).sum()
    after = (network.predict(prepared).argmax(1) == labels).sum()
    assert after >= before - 2
    # Without the preparation the same pictures, shrunk, are misread: the test would notice an idle preparation.
    shrunk = np.stack([np.asarray(Image.fromarray(make(image)).convert("L").resize((28, 28))) for image in images])
    if make is not light_on_dark:
        assert (network.predict(shrunk[..., None]).argmax(1) == labels).sum() < after - 10


@pytest.mark.parametrize("make", [on_lines, on_squares])
def test_the_papers_lines_are_left_out_and_shown(make, mnist):
    prepared = prepare_single(Image.fromarray(make(np.asarray(mnist.x_test[0]))))
    assert "the paper's lines" in prepared.words


def test_the_bars_of_a_digit_that_fills_its_picture_are_no_ruling():
    page = np.full((200, 200), 255, np.uint8)
    cv2.line(page, (12, 30), (188, 30), 0, 6)
    cv2.line(page, (188, 30), (90, 190), 0, 6)
    prepared = prepare_single(Image.fromarray(page))
    assert "the paper's lines" not in prepared.words
    assert prepared.image[:10].sum() > 0.25 * prepared.image.sum()


def test_thin_strokes_become_as_wide_as_mnists(mnist):
    image = np.asarray(mnist.x_test[0])
    prepared = prepare_single(Image.fromarray(thin(image)))
    assert "wider" in prepared.words
    assert prepared.image.astype(float).sum() > 0.5 * image.astype(float).sum()


def test_what_is_in_the_form_is_used_as_it_is(mnist):
    image = np.asarray(mnist.x_test[0])
    prepared = prepare_single(Image.fromarray(image[..., 0]))
    np.testing.assert_array_equal(prepared.image, image)
    assert "used as it is" in prepared.words
    inverted = prepare_single(Image.fromarray(255 - image[..., 0]))
    np.testing.assert_array_equal(inverted.image, image)
    assert "inverted" in inverted.words
    assert [inverted.inverted, prepare_single(Image.fromarray(image[..., 0])).inverted] == [True, False]


def test_the_words_tell_the_steps(mnist):
    prepared = prepare_single(Image.fromarray(in_a_shadow(np.asarray(mnist.x_test[0]))))
    for word in ("280 x 280", "inverted: the ink was dark", "light evened", "cut out", "20 x 20", "centre of mass"):
        assert word in prepared.words
    assert prepared.steps[0].name == "the picture"


@pytest.mark.parametrize("grey", [0, 128, 255])
@pytest.mark.parametrize("size", [(28, 28), (1, 1), (1, 300), (640, 480)])
def test_a_blank_picture_has_no_digit(grey, size):
    prepared = prepare_single(Image.new("L", size, grey))
    assert prepared.blank
    assert not prepared.image.any()
    assert "no ink" in prepared.words


def test_paper_with_noise_and_shadow_is_blank():
    light = np.linspace(90, 220, 400)[None].repeat(300, axis=0)
    noisy = light + np.random.default_rng(0).normal(0, 4, light.shape)
    assert prepare_single(Image.fromarray(noisy.clip(0, 255).astype(np.uint8))).blank


def test_a_colour_network_gets_three_channels(mnist):
    picture = Image.fromarray(red_on_yellow(np.asarray(mnist.x_test[0])))
    assert prepare_single(picture, (28, 28, 3)).image.shape == (28, 28, 3)


def test_plain_keeps_colours_and_proportions():
    picture = Image.new("RGB", (400, 100), (200, 10, 10))
    picture.paste((0, 0, 255), (100, 25, 300, 75))
    prepared = prepare_single(picture, (32, 32, 3), form="plain")
    assert prepared.image.shape == (32, 32, 3)
    assert tuple(prepared.image[0, 0]) == (200, 10, 10)
    assert tuple(prepared.image[16, 16]) == (0, 0, 255)
    assert "proportions" in prepared.words


def test_plain_of_the_networks_size_is_unchanged():
    pixels = np.random.default_rng(0).integers(0, 255, (28, 28)).astype(np.uint8)
    np.testing.assert_array_equal(prepare_single(Image.fromarray(pixels), form="plain").image[..., 0], pixels)
    grey = prepare_single(Image.fromarray(np.stack([pixels] * 3, -1)), form="plain")
    np.testing.assert_array_equal(grey.image[..., 0], pixels)
    assert prepare_single(Image.fromarray(pixels), (28, 28, 3), form="plain").image.shape == (28, 28, 3)


def test_plain_of_one_colour_is_blank():
    assert prepare_single(Image.new("RGB", (50, 50), "red"), (28, 28, 3), form="plain").blank
