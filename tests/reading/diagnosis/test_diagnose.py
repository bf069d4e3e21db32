"""The diagnosis: the same network reads a prepared digit, and errs when a step is left out."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest
from PIL import Image, ImageOps

from convscope.reading import diagnose
from convscope.reading.diagnosis._thin import with_thin_pen
from convscope.reading.form import crop, stroke_width


def photographed(image: np.ndarray) -> Image.Image:
    """A digit written small on a large sheet."""
    page = np.full((420, 420), 230, np.uint8)
    page[30:226, 40:236] -= (cv2.resize(image[..., 0], (196, 196), interpolation=cv2.INTER_CUBIC) * 0.7).astype(
        np.uint8
    )
    return Image.fromarray(page)


def test_every_step_is_worth_something(mnist, network):
    steps: dict[str, list[float]] = {}
    right = 0
    images, labels = np.asarray(mnist.x_test[:30]), mnist.y_test[:30]
    for image, label in zip(images, labels, strict=True):
        diagnosis = diagnose(photographed(image), network, single=True)
        right += diagnosis.text == str(label)
        for case in diagnosis.digits[0].without:
            steps.setdefault(case.name, []).append(case.of_the_digit)
    assert right >= 28
    assert list(steps) == ["only shrunk", "not inverted", "not scaled", "not centred", "thin strokes"]
    means = {name: np.mean(values) for name, values in steps.items()}
    assert means["only shrunk"] < 0.4
    assert means["not inverted"] < 0.4
    assert means["not centred"] < 0.6
    assert all(mean < 0.97 for mean in means.values())


def test_the_images_leave_out_what_they_say(mnist, network):
    diagnosis = diagnose(photographed(np.asarray(mnist.x_test[0])), network, single=True).digits[0]
    cases = {case.name: case.image for case in diagnosis.without}
    full = diagnosis.prepared.image
    np.testing.assert_array_equal(cases["not inverted"], 255 - full)
    assert cases["not centred"][0].any()
    assert cases["not centred"][:, 0].any()
    assert cases["not centred"].sum() == pytest.approx(full.sum(), rel=0.05)
    assert (cases["not scaled"] > 127).any(axis=(1, 2)).sum() >= 27
    assert cases["thin strokes"].sum() < 0.8 * full.sum()
    assert cases["only shrunk"].mean() > 150


@pytest.mark.parametrize("height", [12, 20, 60, 600])
def test_thin_strokes_hang_together_at_every_size(height, mnist):
    for image in np.asarray(mnist.x_test[:20])[..., 0]:
        ink = crop(image > 127)
        scale = height / max(ink.shape)
        size = (max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale)))
        mask = cv2.resize(ink.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.3
        thin = with_thin_pen(mask, 28)
        assert parts(thin) == parts(mask)
        longer = max(thin.shape)
        assert 0.7 * longer / 20 < stroke_width(thin) < 1.4 * longer / 20


def test_small_digits_are_thinned_whole(mnist, network):
    page = np.full((100, 370), 230, np.uint8)
    for place, image in enumerate(np.asarray(mnist.x_test[:10])[..., 0]):
        small = cv2.resize(image[4:24, 4:24], (20, 20), interpolation=cv2.INTER_AREA)
        page[40:60, 20 + 33 * place : 40 + 33 * place] -= (small * 0.7).astype(np.uint8)
    digits = diagnose(page, network).digits
    assert len(digits) == 10
    for digit in digits:
        (thin,) = (case.image for case in digit.without if case.name == "thin strokes")
        (ink,) = (step.image for step in digit.prepared.steps if step.name == "ink")
        assert parts(thin[..., 0] > 60) == parts(ink > 0)


@pytest.mark.parametrize("shape", [(1, 1), (2, 2), (1, 9), (9, 9)])
def test_a_thin_pen_leaves_something_of_every_blot(shape):
    assert with_thin_pen(np.ones(shape, bool), 28).any()


def parts(mask: np.ndarray) -> int:
    """How many parts the ink has."""
    return int(cv2.connectedComponents(np.pad(mask, 1).astype(np.uint8))[0]) - 1


def test_an_image_in_the_form_already(mnist, network):
    diagnosis = diagnose(Image.fromarray(np.asarray(mnist.x_test[0])[..., 0]), network, single=True)
    assert diagnosis.text == "7"
    assert len(diagnosis.digits[0].without) == 4


LIGHT = ["only shrunk", "not scaled", "not centred", "thin strokes"]


@pytest.mark.parametrize("size", [28, 140])
@pytest.mark.parametrize("light", [True, False])
def test_light_ink_is_not_inverted_and_that_is_not_left_out(size, light, mnist, network):
    image = Image.fromarray(np.asarray(mnist.x_test[0])[..., 0])
    digit = image.resize((size, size), Image.Resampling.BICUBIC)
    diagnosis = diagnose(digit if light else ImageOps.invert(digit), network, single=True)
    names = [case.name for case in diagnosis.digits[0].without]
    assert names == (LIGHT if light else [LIGHT[0], "not inverted", *LIGHT[1:]])
    assert [step.name for step in diagnosis.steps] == ["all steps", *names]
    assert ("not inverted" in diagnosis.words) is not light
    assert [step["step"] for step in diagnosis.to_dict()["steps"]] == ["all steps", *names]
    assert diagnosis.draw().mode == "RGB"


def test_a_page_of_light_ink(make_page, network):
    diagnosis = diagnose(255 - make_page(2, 9, lines=2).pixels, network)
    assert len(diagnosis.digits) == 9
    assert [step.name for step in diagnosis.steps] == ["all steps", *LIGHT]
    assert all(len(digit.without) == 4 for digit in diagnosis.digits)
    assert diagnosis.draw().mode == "RGB"


def test_words_json_and_picture_of_one_digit(mnist, network):
    diagnosis = diagnose(photographed(np.asarray(mnist.x_test[1])), network, single=True, name="two.jpg")
    assert diagnosis.words.count("\n") == 5
    assert diagnosis.digits[0].words.count("\n") == 5
    written = json.loads(json.dumps(diagnosis.to_dict(), allow_nan=False))
    assert list(written) == ["file", "text", "steps", "digits", "refused"]
    assert list(written["digits"][0]) == ["says", "probability", "box", "preparation", "several", "without"]
    assert written["digits"][0]["box"] is None
    assert diagnosis.draw().size[0] > 1000


@pytest.mark.parametrize("tilt", [0.0, 10.0])
def test_a_page(tilt, make_page, network):
    page = make_page(2, 9, lines=2, noise=2.0, shadow=0.4, tilt=tilt)
    diagnosis = diagnose(page.pixels, network)
    assert diagnosis.text == page.text
    steps = {step.name: step for step in diagnosis.steps}
    assert list(steps) == ["all steps", "only shrunk", "not inverted", "not scaled", "not centred", "thin strokes"]
    assert steps["all steps"].same == len(diagnosis.digits) == 9
    assert steps["only shrunk"].of_the_digit < 0.5 < steps["all steps"].of_the_digit
    for digit, (x, y) in zip(diagnosis.digits, page.centres, strict=True):
        assert digit.box is not None
        assert digit.box.left < x < digit.box.left + digit.box.width
        assert digit.box.top < y < digit.box.top + digit.box.height
        ink = {step.name: step.image for step in digit.prepared.steps}["ink"]
        rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
        assert abs(rows[0] + rows[-1] - len(ink)) <= 2  # in the middle of its frame
        assert abs(columns[0] + columns[-1] - len(ink)) <= 2
    picture = diagnosis.draw()
    assert picture.mode == "RGB"
    assert picture.height > 9 * 100
    assert len(json.loads(json.dumps(diagnosis.to_dict()))["digits"]) == 9


def test_many_digits_make_no_endless_picture(make_page, network):
    page = make_page(5, 60, lines=5, digit_height=40)
    diagnosis = diagnose(page.pixels, network)
    assert len(diagnosis.digits) > 50
    assert diagnosis.draw().height < 7000


def letters(count: int) -> Image.Image:
    """A page of letters, none of them like a digit."""
    page = np.full((160, 60 + 130 * count), 240, np.uint8)
    for place, letter in enumerate("MWHKRE"[:count]):
        cv2.putText(page, letter, (40 + 130 * place, 120), cv2.FONT_HERSHEY_SIMPLEX, 3.5, 20, 8)
    return Image.fromarray(page)


def grey_share(picture: Image.Image) -> int:
    """How many pixels have the colour of what is refused."""
    return int((np.asarray(picture) == 0x6B).all(axis=-1).sum())


def test_what_is_refused_is_said_and_drawn(network):
    diagnosis = diagnose(letters(6), network)
    assert diagnosis.digits == ()
    assert len(diagnosis.refused) == 6
    assert diagnosis.words == "no digits found\n6 marks refused: unlike any digit 6"
    written = json.loads(json.dumps(diagnosis.to_dict()))
    assert [list(refused) for refused in written["refused"]] == [["reason", "box"]] * 6
    assert grey_share(diagnosis.draw()) > 6 * 200


def test_what_is_refused_among_digits(make_page, network):
    pixels = make_page(2, 9, lines=2).pixels
    page = np.vstack([pixels, np.full((200, pixels.shape[1]), pixels.max(), np.uint8)])
    cv2.circle(page, (100, len(page) - 100), 30, 20, -1)
    diagnosis = diagnose(page, network)
    assert len(diagnosis.digits) == 9
    assert diagnosis.words.endswith("1 mark refused: a blot 1")
    assert grey_share(diagnosis.draw()) > 50


def test_a_blank_sheet_has_nothing_to_diagnose(network):
    for single in (False, True):
        diagnosis = diagnose(Image.new("L", (100, 100), 240), network, single=single)
        assert (diagnosis.text, diagnosis.digits, diagnosis.steps) == ("", (), ())
        assert diagnosis.words == "no digits found"
        assert diagnosis.draw().mode == "RGB"


@pytest.mark.parametrize("single", [True, False])
@pytest.mark.parametrize("empty", [True, False])
def test_a_name_that_the_font_cannot_write_is_not_drawn(single, empty, mnist, network):
    picture = Image.new("L", (300, 300), 230) if empty else photographed(np.asarray(mnist.x_test[1]))

    def drawn(name: str) -> np.ndarray:
        return np.asarray(diagnose(picture, network, single=single, name=name).draw())

    np.testing.assert_array_equal(drawn("\u6570\u5b57 a.jpg"), drawn(""))
    assert (drawn("a-b_(2) 7.jpg") != drawn("")).any()
