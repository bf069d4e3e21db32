"""Predictions of picture files, and their film strips."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
from PIL import Image

from convscope._errors import InputError
from convscope.reading import film_strip, predict_pictures, prepare_single, write_film_strips


@pytest.fixture(scope="session")
def pictures(tmp_path_factory, mnist):
    """A photograph-like 7, and a blank sheet."""
    folder = tmp_path_factory.mktemp("pictures")
    image = Image.fromarray(255 - np.asarray(mnist.x_test[0])[..., 0]).resize((300, 300))
    image.save(folder / "seven.png")
    Image.new("L", (300, 300), 240).save(folder / "blank.png")
    return [folder / "seven.png", folder / "blank.png"]


def test_a_digit_and_a_blank_sheet(network, pictures):
    seven, blank = predict_pictures(network, pictures)
    assert (seven.name, seven.file) == ("7", str(pictures[0]))
    assert seven.second != "7"
    assert seven.probability is not None
    assert seven.second_probability is not None
    assert seven.probability > 0.9
    assert seven.second_probability <= 1 - seven.probability + 1e-6
    assert (blank.name, blank.probability, blank.second, blank.second_probability) == (None,) * 4
    assert "no ink" in blank.words


def test_json(network, pictures):
    for prediction in predict_pictures(network, pictures):
        written = json.loads(json.dumps(prediction.to_dict(), allow_nan=False))
        assert list(written) == ["file", "class", "probability", "second", "second_probability", "words", "several"]


def test_bytes_have_no_file(network, pictures):
    assert predict_pictures(network, [pictures[0].read_bytes()])[0].file == ""


def test_a_bad_picture_is_named(network, pictures, tmp_path):
    bad = tmp_path / "bad.png"
    bad.write_text("no picture")
    with pytest.raises(InputError, match=r"bad\.png"):
        predict_pictures(network, [pictures[0], bad])


def test_the_film_strip_shows_every_step(mnist):
    prepared = prepare_single(Image.fromarray(255 - np.asarray(mnist.x_test[1])[..., 0]).resize((200, 200)))
    bare, titled = film_strip(prepared), film_strip(prepared, "a title " * 100)
    assert bare.mode == "RGB"
    assert bare.width == titled.width
    assert bare.height < titled.height
    assert bare.width > 190 * len(prepared.steps)


def test_film_strips_are_written_below_each_other(network, pictures, tmp_path):
    path = write_film_strips(predict_pictures(network, pictures), tmp_path / "film.png")
    with Image.open(path) as sheet:
        assert sheet.width > sheet.height > 2 * 200
    with pytest.raises(InputError, match=r"ends in \.png"):
        write_film_strips(predict_pictures(network, pictures), tmp_path / "film.docx")
    assert [file.name for file in tmp_path.iterdir()] == ["film.png"]


def test_a_name_that_the_font_cannot_write_is_left_out_of_the_strip(network, pictures, tmp_path):
    strips = []
    for name in ("\u6570\u5b57.png", "\u5716.png", "a.png"):
        shutil.copy(pictures[0], tmp_path / name)
        film = write_film_strips(predict_pictures(network, [tmp_path / name]), tmp_path / f"film-{name}")
        strips.append(film.read_bytes())
    assert strips[0] == strips[1] != strips[2]
