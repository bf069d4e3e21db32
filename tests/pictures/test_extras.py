"""HEIC and PDF, with the extra and without it."""

from __future__ import annotations

import io
import os
import sys

import numpy as np
import pytest
from PIL import Image

from convscope._errors import InputError, MissingPartError
from convscope._pictures import load_picture

BAR = Image.new("L", (64, 96), 255)
BAR.paste(0, (8, 8, 24, 88))


def needs(module: str) -> None:
    if not os.environ.get("CI"):
        pytest.importorskip(module)


def pdf() -> bytes:
    stream = io.BytesIO()
    BAR.save(stream, "PDF", resolution=72)
    return stream.getvalue()


def heic(**options: object) -> bytes:
    needs("pillow_heif")
    import pillow_heif

    stream = io.BytesIO()
    pillow_heif.from_pillow(BAR).save(stream, quality=90, **options)
    return stream.getvalue()


def test_the_first_page_of_a_pdf():
    needs("pypdfium2")
    picture = load_picture(pdf())
    assert picture.mode == "L"
    assert picture.size == (178, 267)  # 64 x 96 points at 200 dots an inch
    assert np.abs(np.asarray(picture.resize(BAR.size)).astype(int) - np.asarray(BAR)).mean() < 4


def test_a_huge_page_is_drawn_smaller():
    needs("pypdfium2")
    picture = load_picture(pdf(), max_pixels=10_000)
    assert picture.width * picture.height <= 10_000


def test_heic():
    picture = load_picture(heic())
    assert picture.size == BAR.size
    assert np.abs(np.asarray(picture).astype(int).reshape(96, 64, -1)[..., 0] - np.asarray(BAR)).mean() < 4


def test_heic_and_pdf_that_are_damaged():
    needs("pypdfium2")
    for content in (heic()[:200], pdf()[:60], b"%PDF-1.7\n", heic()[:-200]):
        with pytest.raises(InputError, match="undamaged"):
            load_picture(content)


@pytest.mark.parametrize(("module", "extra"), [("pillow_heif", "heic"), ("pypdfium2", "pdf")])
def test_without_the_extra(module, extra, monkeypatch):
    content = pdf() if extra == "pdf" else b"\x00\x00\x00\x18ftypheic" + bytes(40)
    monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setattr("convscope._optional.installed", lambda name: name != module)
    with pytest.raises(MissingPartError, match=rf"convscope\[{extra}\]"):
        load_picture(content)
