"""`/read` answers as the offline reader does."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests.tiffs import damaged, tiff

from convscope._pictures._tiff import find_directories


def test_a_body_is_a_picture(server, reader, page):
    answer = server.post("/read", page)
    assert answer.status == 200
    assert answer.json == reader.read(page).to_dict()
    assert len(answer.json["text"].replace("\n", "")) >= 5, "the page shows ten digits"


@pytest.mark.parametrize("content_type", ["image/png", "application/octet-stream", "text/plain", "nonsense", ""])
def test_content_tells_what_it_is_not_its_type(server, reader, page, content_type):
    assert server.post("/read", page, Content_Type=content_type).json == reader.read(page).to_dict()


def test_a_form_names_its_file(server, reader, page, as_form):
    body, kind = as_form(("数字 1.png", page))
    assert server.post("/read", body, Content_Type=kind).json == reader.read(page, name="数字 1.png").to_dict()


def test_several_files_are_an_object_a_line(server, reader, page, as_form):
    files = [("a.png", page), ("b.png", page)]
    body, kind = as_form(*files)
    answer = server.post("/read", body, Content_Type=kind)
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    wanted = [reader.read(data, name=name).to_dict() for name, data in files]
    assert [json.loads(line) for line in answer.body.splitlines()] == wanted


def test_a_document_is_an_object_a_page(server, reader, digits):
    pages = [Image.fromarray(255 - image[..., 0]) for image in digits[:2]]
    buffer = io.BytesIO()
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:])
    answer = server.post("/read", buffer.getvalue())
    wanted = [reading.to_dict() for reading in reader.read_pages(buffer.getvalue())]
    assert [json.loads(line) for line in answer.body.splitlines()] == wanted
    assert [page["page"] for page in wanted] == [1, 2]


def test_a_document_of_very_many_pages_is_refused(server):
    buffer = io.BytesIO()
    pages = [Image.new("L", (20, 20))] * 17
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:])
    assert "at most 16 pages" in server.post("/read", buffer.getvalue()).refused(413)


def test_a_damaged_document_is_refused_and_its_page_named(server, digits):
    data = tiff([Image.fromarray(255 - image[..., 0]) for image in digits[:3]], compression="tiff_lzw")
    third = find_directories(data, most=9).places[2]
    assert "nothing can be found after page 2" in server.post("/read", data[: third + 4]).refused(422)
    assert server.post("/read", damaged(data, 2)).refused(422).startswith("page 2: a picture must be whole")


def test_one_digit(server, reader, digits, as_png):
    picture = as_png(digits[0, ..., 0])
    answer = server.post("/read?single=true", picture)
    assert answer.json == reader.read(picture, single=True).to_dict()
    left, top, width, height = answer.json["lines"][0]["digits"][0]["box"]
    assert 0 < left < left + width < 28
    assert 0 < top < top + height < 28
    assert 18 <= max(width, height) <= 22


def test_a_blank_page_has_no_digits(server, as_png):
    assert server.post("/read", as_png(np.full((90, 90), 250, np.uint8))).json["lines"] == []


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_body_may_be_packed(server, reader, page, encoding, pack):
    assert server.post("/read", pack(page), Content_Encoding=encoding).json == reader.read(page).to_dict()


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"", 422, "must hold data"),
        (b"hello", 415, "found a text file"),
        (b"{}", 415, "found a text file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "found an SVG drawing"),
        (b"%PDF-1.7 nothing", 422, "PDF"),
        (b"\x89PNG\r\n\x1a\n", 422, "ends too early"),
        (b"\x80\x04K\x01.", 415, "pickle"),
    ],
)
def test_what_is_no_picture(server, body, status, said):
    assert said in server.post("/read", body).refused(status)


def test_a_truncated_picture(server, page):
    assert "ends too early" in server.post("/read", page[:-40]).refused(422)


FORM = "multipart/form-data; boundary=edge"
PART = b"--edge\r\nContent-Disposition: form-data; name=a"


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (b"", FORM, "must hold a file"),
        (b"nonsense", FORM, "undamaged"),
        (b"--edge\r\n\r\n", "multipart/form-data", "undamaged"),
        (PART + b"\r\n\r\n1\r\n--edge--", FORM, "file"),
        (PART + b"; filename=b\r\n\r\nhalf", FORM, "file"),
        (b"--edge\r\nX: y\r\n\r\n1\r\n--edge--", FORM, "undamaged"),
        ((PART + b"\r\n\r\n1\r\n") * 66, FORM, "at most 64 fields"),
        (b"x", f"multipart/form-data; boundary={'e' * 999}", "undamaged"),
    ],
)
def test_a_form_that_is_none(server, body, kind, said):
    assert said in server.post("/read", body, Content_Type=kind).refused(422)


@pytest.mark.parametrize("cut", [200, 55, 11, 5, 4, 3])
def test_a_form_that_was_cut_off(server, page, as_form, cut):
    """In the second file's data, in its head, and in the boundary that ends the form."""
    body, kind = as_form(("a.png", page), ("b.png", page if cut == 200 else b""))
    for path in ("/read", "/predict"):
        assert server.post(path, body[:-cut], Content_Type=kind).refused(422) == (
            "a form must be whole; found 1 file and not the boundary that ends it; send it again"
        )
    if cut == 3:
        assert "must hold data" in server.post("/read", body[:-2], Content_Type=kind).refused(422), "whole enough"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ('filename="ü%22x%0D%0A%41.png"', 'ü"x\r\n%41.png'),
        ("filename*=UTF-8''%E6%95%B0.png", "数.png"),
        ("filename=\"a.png\"; filename*=UTF-8''b.png", "a.png"),
    ],
    ids=["as browsers escape it", "as older clients write it", "both"],
)
def test_how_a_form_names_a_file(server, page, as_form, given, name):
    body, kind = as_form(("a", page))
    answer = server.post("/read", body.replace(b'filename="a"', given.encode()), Content_Type=kind)
    assert answer.json["file"] == name


@pytest.mark.parametrize("encoding", ["base64", "Quoted-Printable"])
def test_a_file_in_letters(server, page, as_form, encoding):
    """As programs send it that make forms with the means for mail."""
    letters = base64.encodebytes(page) if encoding == "base64" else f"={page.hex('=').upper()}".encode()
    body, kind = as_form(("a.png", letters))
    body = body.replace(b"\r\n\r\n", f"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode(), 1)
    assert server.post("/read", body, Content_Type=kind).json == {**server.post("/read", page).json, "file": "a.png"}


def test_a_bad_file_among_good_ones_is_named(server, page, as_form):
    body, kind = as_form(("good.png", page), ("bad\n.png", page[:99]))
    assert server.post("/read", body, Content_Type=kind).refused(422).startswith("bad")


def test_too_many_files(server, as_form):
    body, kind = as_form(*[("a.png", b"x")] * 17)
    assert "at most 16 files" in server.post("/read", body, Content_Type=kind).refused(422)


def test_a_wrong_option(server, page):
    assert "single" in server.post("/read?single=perhaps", page).refused(422)
    for value in ("maybe", ""):
        said = f"the query parameter single must be true or false; found {value!r}; see /docs"
        assert server.post(f"/read?single={value}", page).refused(422) == said


def test_the_file_that_needs_a_missing_package_is_named(as_form, monkeypatch):
    from types import SimpleNamespace

    from convscope.serving import Limits
    from convscope.serving._guard import guarded
    from convscope.serving._refusal import Refusal
    from convscope.serving.routes import _predict, _read

    monkeypatch.setattr("convscope._optional.installed", lambda name: name != "pypdfium2")
    service: Any = SimpleNamespace(served=SimpleNamespace(reader=object(), model=None, form="digit"), limits=Limits())
    body, kind = as_form(("scan.pdf", b"%PDF-1.7"))

    def read() -> None:
        _read._read(service, body, kind, lambda: False, single=False)

    def predict() -> None:
        _predict._of_pictures(service, body, kind, lambda: False)

    for job in (read, predict):
        with pytest.raises(Refusal, match=r"^scan\.pdf: this needs the package pypdfium2; ") as caught:
            guarded(job)
        assert caught.value.status == 415


def test_a_document_that_nobody_waits_for_is_read_no_further(digits):
    """After the page at which the client left."""
    from types import SimpleNamespace

    from convscope.reading import Reader
    from convscope.serving import Limits
    from convscope.serving._refusal import ClientGoneError
    from convscope.serving.routes._read import _read

    class Counting(Reader):
        pages = 0

        def _read(self, *arguments, **options):
            Counting.pages += 1
            return super()._read(*arguments, **options)

    pages = [Image.fromarray(255 - image[..., 0]) for image in digits[:5]]
    buffer = io.BytesIO()
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:])
    service: Any = SimpleNamespace(served=SimpleNamespace(reader=Counting()), limits=Limits())
    with pytest.raises(ClientGoneError):
        _read(service, buffer.getvalue(), "", lambda: Counting.pages == 2, single=False)
    assert Counting.pages == 2
