"""The diagnosis: the same network reads a prepared digit, and errs when a step is left out."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest
from PIL import Image

from convscope.reading import diagnose, draw_diagnosis


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
        diagnosis = diagnose(network, photographed(image))
        right += diagnosis.says == str(label)
        for case in diagnosis.without:
            steps.setdefault(case.name, []).append(case.of_the_digit)
    assert right >= 28
    assert list(steps) == ["only shrunk", "not inverted", "not scaled", "not centred", "thin strokes"]
    means = {name: np.mean(values) for name, values in steps.items()}
    assert means["only shrunk"] < 0.4
    assert means["not inverted"] < 0.4
    assert means["not centred"] < 0.6
    assert all(mean < 0.97 for mean in means.values())


def test_the_images_leave_out_what_they_say(mnist, network):
    diagnosis = diagnose(network, photographed(np.asarray(mnist.x_test[0])))
    cases = {case.name: case.image for case in diagnosis.without}
    full = diagnosis.prepared.image
    np.testing.assert_array_equal(cases["not inverted"], 255 - full)
    assert cases["not centred"][0].any()
    assert cases["not centred"][:, 0].any()
    assert cases["not centred"].sum() == pytest.approx(full.sum(), rel=0.05)
    assert (cases["not scaled"] > 127).any(axis=(1, 2)).sum() >= 27
    assert cases["thin strokes"].sum() < 0.8 * full.sum()
    assert cases["only shrunk"].mean() > 150


def test_an_image_in_the_form_already(mnist, network):
    diagnosis = diagnose(network, Image.fromarray(np.asarray(mnist.x_test[0])[..., 0]))
    assert diagnosis.says == "7"
    assert len(diagnosis.without) == 5


def test_words_json_and_picture(mnist, network):
    diagnosis = diagnose(network, photographed(np.asarray(mnist.x_test[1])))
    assert diagnosis.words.count("\n") == 5
    written = json.loads(json.dumps(diagnosis.to_dict(), allow_nan=False))
    assert list(written) == ["says", "probability", "preparation", "without"]
    assert draw_diagnosis(diagnosis, "two.jpg").size[0] > 1000


def test_a_blank_sheet_has_nothing_to_diagnose(network):
    diagnosis = diagnose(network, Image.new("L", (100, 100), 240))
    assert (diagnosis.says, diagnosis.probability, diagnosis.without) == (None, None, ())
    assert "no ink" in diagnosis.words
    assert draw_diagnosis(diagnosis).mode == "RGB"
