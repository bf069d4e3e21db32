"""HEIC and PDF, with the extra and without it."""

from __future__ import annotations

import io
import os
import sys
import zlib

import numpy as np
import pytest
from PIL import Image

from convscope._errors import InputError, MissingPartError
from convscope._pictures import _pdf, load_picture, open_pages

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
    named = rf"^a\.{extra}: this needs the package {module}; found it is not installed; pip install "
    for load in (load_picture, open_pages) if extra == "pdf" else (load_picture,):
        with pytest.raises(MissingPartError, match=named):
            load(content, name=f"a.{extra}")


def document(objects: list[bytes]) -> bytes:
    """A PDF file of numbered objects; the first is its catalogue."""
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer


def stream(content: bytes, keys: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n" % (keys, len(packed)) + packed + b"\nendstream"


def nested(depth: int, width: int = 600, height: int = 800) -> bytes:
    """A page whose form draws another ten times, and that one another."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]"
    box = b"/MediaBox[0 0 %d %d]" % (width, height)
    page = b"<</Type/Page/Parent 2 0 R%s/Contents 4 0 R/Resources<</XObject<</G 5 0 R>>>>>>" % box
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream(b"/G Do ")]
    objects += [
        stream(b"/G Do " * 10, form + b"/Resources<</XObject<</G %d 0 R>>>>" % number) for number in range(6, 5 + depth)
    ]
    return document([*objects, stream(b"0 0 600 800 re f", form)])


def test_a_few_forms_are_drawn():
    needs("pypdfium2")
    assert load_picture(nested(2)).size == (1667, 2223)


def test_forms_without_an_end_are_refused(monkeypatch):
    needs("pypdfium2")
    monkeypatch.setattr(_pdf, "_PROCESSOR_SECONDS", 1)
    with pytest.raises(InputError, match="must be drawn within 1 seconds of processor time"):
        load_picture(nested(12))


def test_a_page_that_takes_all_memory_is_refused(monkeypatch):
    needs("pypdfium2")
    monkeypatch.setattr(_pdf, "_BYTES", 150_000_000)
    with pytest.raises(InputError, match="and 0 GB of memory"):
        load_picture(nested(2, 6000, 8000))
