"""The two formats that need a package of their own: HEIC (what iPhones make) and PDF (what scanners make)."""

from __future__ import annotations

import contextlib
import io
import threading
from typing import TYPE_CHECKING, Any

from PIL import Image

from convscope._errors import InputError
from convscope._optional import require
from convscope._pictures._decode import check_size
from convscope._pictures._format import damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

_pdfium_lock = threading.Lock()
_PDF_DPI = 200
_POINTS_AN_INCH = 72


def decode_heic(data: bytes, *, label: str | None, max_pixels: int) -> Image.Image:
    """Decode the primary picture of a HEIC file, upright."""
    pillow_heif = require("pillow_heif", extra="heic")
    try:
        heif = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
        size = heif.size
    except Exception as error:
        raise damaged(f"a HEIC file with an error in its header: {error}", label=label) from error
    check_size(size, label=label, max_pixels=max_pixels)
    try:
        picture: Image.Image = heif.to_pillow()
    except (Exception, MemoryError) as error:
        raise damaged(f"a HEIC file that cannot be decoded: {error}", label=label) from error
    return picture


def pdf_pages(data: bytes, *, label: str | None) -> int:
    """Return how many pages a PDF file has, at least one."""
    with _document(data, label=label) as document:
        if not len(document):
            raise InputError("a PDF must have a page", found="none", todo="export it again", file=label)
        return len(document)


def decode_pdf(data: bytes, *, label: str | None, max_pixels: int, page: int = 0) -> Image.Image:
    """Draw a page of a PDF file at 200 dots an inch, or with fewer if the page is huge."""
    with _document(data, label=label) as document:
        try:
            sheet = document[page]
            picture: Image.Image = sheet.render(scale=_scale(sheet, max_pixels)).to_pil()
        except (ValueError, IndexError, RuntimeError, MemoryError) as error:  # PdfiumError is a RuntimeError
            raise damaged(f"a PDF page that cannot be drawn: {error}", label=label) from error
    check_size(picture.size, label=label, max_pixels=max_pixels)
    return picture


@contextlib.contextmanager
def _document(data: bytes, *, label: str | None) -> Iterator[Any]:
    """Open a PDF file; one thread at a time, for PDFium knows no threads."""
    pdfium = require("pypdfium2", extra="pdf")
    with _pdfium_lock:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            raise damaged(f"a PDF file that cannot be opened: {error}", label=label) from error
        try:
            yield document
        finally:
            document.close()


def _scale(page: Any, max_pixels: int) -> float:
    width, height = page.get_size()
    scale = _PDF_DPI / _POINTS_AN_INCH
    return float(min(scale, (0.9 * max_pixels / max(width * height, 1.0)) ** 0.5))
