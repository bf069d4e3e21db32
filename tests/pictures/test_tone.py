"""Whatever the file's mode, the same picture comes out."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from convscope._errors import InputError
from convscope._pictures import load_picture, plain_picture

RAMP = np.linspace(0, 255, 24 * 16).reshape(16, 24).round().astype(np.uint8)
COLOUR = np.stack([RAMP, RAMP[::-1], RAMP[:, ::-1]], axis=-1)


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "BMP", "GIF"])
def test_grey_comes_back_exactly_as_grey(kind):
    options = {"lossless": True} if kind == "WEBP" else {}
    picture = load_picture(saved(Image.fromarray(RAMP), kind, **options))
    assert picture.mode == "L"
    np.testing.assert_array_equal(picture, RAMP)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "BMP"])
def test_colour_comes_back_exactly(kind):
    options = {"lossless": True} if kind == "WEBP" else {}
    picture = load_picture(saved(Image.fromarray(COLOUR), kind, **options))
    assert picture.mode == "RGB"
    np.testing.assert_array_equal(picture, COLOUR)


def test_jpeg_comes_back_nearly():
    picture = load_picture(saved(Image.fromarray(RAMP), "JPEG", quality=95))
    assert picture.mode == "L"
    assert np.abs(np.asarray(picture).astype(int) - RAMP).max() < 12


def test_sixteen_bits_keep_their_upper_eight():
    deep = Image.fromarray(RAMP.astype(np.uint16) * 257)
    for kind in ("PNG", "TIFF"):
        np.testing.assert_array_equal(load_picture(saved(deep, kind)), RAMP)


@pytest.mark.parametrize("top", [1.0, 255.0, 65535.0])
def test_floats_are_scaled_from_the_range_they_use(top):
    floats = Image.fromarray((RAMP / np.float32(255) * np.float32(top)).astype(np.float32))
    np.testing.assert_array_equal(load_picture(saved(floats, "TIFF")), RAMP)


def test_floats_of_no_usual_range_are_stretched():
    values = np.array([[-3.0e38, 0.0, 3.0e38]], np.float32)
    np.testing.assert_array_equal(load_picture(saved(Image.fromarray(values), "TIFF")), [[0, 128, 255]])


@pytest.mark.parametrize(("bad", "word"), [(np.nan, "NaN"), (np.inf, "infinite"), (-np.inf, "infinite")])
def test_values_that_are_not_finite_are_refused(bad, word):
    values = np.ones((4, 4), np.float32)
    values[2, 1] = bad
    with pytest.raises(InputError, match=word):
        load_picture(saved(Image.fromarray(values), "TIFF"), name="bad.tiff")


def test_one_bit_palette_and_cmyk():
    bits = RAMP > 127
    np.testing.assert_array_equal(load_picture(saved(Image.fromarray(bits), "PNG")), bits * np.uint8(255))
    palette = Image.fromarray(COLOUR).quantize(64)
    np.testing.assert_array_equal(load_picture(saved(palette, "PNG")), palette.convert("RGB"))
    ink = Image.fromarray(COLOUR).convert("CMYK")
    np.testing.assert_array_equal(load_picture(saved(ink, "TIFF")), ink.convert("RGB"))


def test_colour_with_equal_channels_is_grey():
    picture = load_picture(saved(Image.fromarray(np.stack([RAMP] * 3, -1)), "PNG"))
    assert picture.mode == "L"


def drawing(ink: int, mode: str) -> bytes:
    """A transparent picture with an opaque bar of `ink`."""
    picture = Image.new("LA", (40, 30), (ink, 0))
    picture.paste((ink, 255), (15, 5, 25, 25))
    return saved(picture.convert(mode), "PNG")


@pytest.mark.parametrize("mode", ["LA", "RGBA", "PA"])
@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0), (90, 255), (200, 0)])
def test_transparent_paper_gets_the_colour_on_which_the_ink_shows(mode, ink, paper):
    if mode == "PA":
        picture = load_picture(saved(Image.open(io.BytesIO(drawing(ink, "RGBA"))).quantize(4), "PNG"))
    else:
        picture = load_picture(drawing(ink, mode))
    assert abs(picture.getpixel((0, 0)) - paper) < 3
    assert abs(picture.getpixel((20, 15)) - ink) < 3


def test_an_opaque_light_picture_with_transparent_corners_stays_on_white():
    picture = Image.new("LA", (40, 40), (230, 255))
    picture.paste((0, 0), (0, 0, 3, 3))
    assert load_picture(saved(picture, "PNG")).getpixel((0, 0)) == 255


def test_a_wholly_transparent_picture_is_blank():
    assert load_picture(saved(Image.new("RGBA", (9, 9)), "PNG")).getextrema() == (255, 255)


def test_grey_png_with_a_transparent_value():
    picture = load_picture(saved(Image.fromarray(np.array([[0, 7]], np.uint8)), "PNG", transparency=7))
    np.testing.assert_array_equal(picture, [[0, 255]])


def test_of_an_animation_the_first_frame_is_taken():
    first, second = Image.fromarray(RAMP), Image.fromarray(255 - RAMP)
    for kind, options in (("GIF", {}), ("PNG", {}), ("WEBP", {"lossless": True}), ("TIFF", {})):
        animated = saved(first, kind, save_all=True, append_images=[second], **options)
        np.testing.assert_array_equal(load_picture(animated), RAMP)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_exif_turns_the_picture_upright(orientation, kind):
    upright = Image.new("L", (32, 48))
    upright.paste(255, (0, 0, 16, 24))
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the transposition whose inverse EXIF asks for
    stored = upright.transpose(Image.Transpose(undo[orientation])) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = load_picture(saved(stored, kind, exif=exif))
    assert "exif" not in picture.info
    difference = np.asarray(picture).astype(int) - np.asarray(upright)  # of one shape, or this raises
    assert np.abs(difference).max() < 16


def test_an_open_image_is_prepared_as_its_file_is():
    exif = Image.Exif()
    exif[0x0112] = 6
    content = saved(Image.fromarray(COLOUR), "PNG", exif=exif)
    given = Image.open(io.BytesIO(content))
    np.testing.assert_array_equal(plain_picture(given), load_picture(content))
    assert given.getexif()[0x0112] == 6
    with pytest.raises(InputError, match="damaged"):
        plain_picture(Image.open(io.BytesIO(saved(Image.effect_noise((60, 60), 90), "PNG")[:-500])))
    with pytest.raises(InputError, match="pixels"):
        plain_picture(Image.new("L", (0, 5)))


def test_every_mode_that_pillow_has_for_grey_ink_with_transparency():
    grey = Image.merge("LA", (Image.fromarray(RAMP), Image.new("L", (24, 16), 255)))
    for picture in (grey, grey.convert("La"), grey.convert("RGBA"), grey.convert("RGBA").convert("RGBa")):
        np.testing.assert_array_equal(plain_picture(picture), RAMP)
