"""The pages of documents: which there are, each by itself, and what is said of damage."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests.tiffs import damaged, tiff

from convscope._errors import InputError
from convscope._pictures import load_picture, open_pages
from convscope._pictures._tiff import find_directories

FORMS: dict[str, dict[str, Any]] = {
    "plain": {},
    "lzw": {"compression": "tiff_lzw"},
    "deflate": {"compression": "tiff_adobe_deflate"},
    "big": {"compression": "tiff_lzw", "big_tiff": True},
}


def document(form: str) -> bytes:
    """A TIFF of three noisy pages, each of a width of its own."""
    rng = np.random.default_rng(3)
    return tiff([Image.fromarray(rng.integers(0, 255, (40, width), np.uint8)) for width in (50, 60, 70)], **FORMS[form])


def said_and_widths(data: bytes) -> tuple[list[str], list[int]]:
    """What is said of a document's pages, and the widths of those that can be read."""
    pages = open_pages(data, name="scan.tif")
    said, widths = [], []
    for index in range(pages.count):
        try:
            widths.append(pages.load(index).width)
        except InputError as error:
            said.append(str(error))
    return [*said, *([] if pages.damage is None else [str(pages.damage)])], widths


@pytest.mark.parametrize("form", FORMS)
def test_a_whole_document(form):
    assert said_and_widths(document(form)) == ([], [50, 60, 70])


@pytest.mark.parametrize("form", FORMS)
def test_a_document_that_is_cut_off_anywhere_says_so(form):
    data = document(form)
    for end in range(400, len(data) - 8, 61):
        said, widths = said_and_widths(data[:end])
        assert said, (end, len(data))
        assert widths == [50, 60, 70][: len(widths)]
        assert said[-1].startswith("scan.tif")


def test_the_rest_of_a_document_that_is_cut_off_is_named():
    data = document("lzw")
    second = find_directories(data, most=9).places[1]
    said, widths = said_and_widths(data[: second - 2])
    assert widths == [50]
    assert len(said) == 1
    assert said[0].startswith("scan.tif: a picture must be whole and undamaged; found a TIFF file of which nothing can")
    assert "after page 1; save" in said[0]
    assert open_pages(data[: second - 2]).numbered


@pytest.mark.parametrize("form", ["lzw", "deflate"])
def test_a_damaged_page_is_named_and_the_others_are_read(form):
    said, widths = said_and_widths(damaged(document(form), 2))
    assert len(said) == 1
    assert said[0].startswith("scan.tif page 2: a picture must be whole")
    assert widths == [50, 70]


def test_a_page_whose_directory_makes_no_sense_does_not_hide_the_next():
    data = bytearray(document("plain"))
    second = find_directories(bytes(data), most=9).places[1]
    data[second + 2 : second + 26] = bytes([255]) * 24
    said, widths = said_and_widths(bytes(data))
    assert [line.partition(":")[0] for line in said] == ["scan.tif page 2"]
    assert widths == [50, 70]


@pytest.mark.parametrize("order", ["little", "big"])
def test_small_copies_are_no_pages(order):
    def directory(place: int, kind: int, after: int) -> bytes:
        entry = b"".join(number.to_bytes(size, order) for number, size in ((254, 2), (4, 2), (1, 4), (kind, 4)))
        return (1).to_bytes(2, order) + entry + after.to_bytes(4, order)

    head = (b"II*\x00" if order == "little" else b"MM\x00*") + (8).to_bytes(4, order)
    data = head + directory(8, 0, 26) + directory(26, 1, 44) + directory(44, 2, 0)
    assert find_directories(data, most=9).places == (8, 44)
    assert find_directories(data, most=1).places == (8,)


def test_directories_in_a_circle_come_to_an_end():
    data = bytearray(document("plain"))
    third = find_directories(bytes(data), most=9).places[2]
    end = third + 2 + 12 * int.from_bytes(data[third : third + 2], "little")
    data[end : end + 4] = (third).to_bytes(4, "little")
    assert said_and_widths(bytes(data)) == ([], [50, 60, 70])


def test_damage_is_told_in_our_words_only(capfd):
    with pytest.raises(InputError, match="cannot be decoded"):
        load_picture(damaged(document("lzw"), 1))
    assert capfd.readouterr().err == ""


def test_whoever_else_uses_pillow_is_told_as_before(capfd):
    load_picture(document("lzw"))
    with Image.open(io.BytesIO(damaged(document("lzw"), 1))) as picture, pytest.raises(OSError, match="decoder error"):
        picture.load()
    assert "code not yet in table" in capfd.readouterr().err
