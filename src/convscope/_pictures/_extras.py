"""The two formats that need a package of their own: HEIC (what iPhones make) and PDF (what scanners make)."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from convscope._errors import InputError
from convscope._optional import require
from convscope._pictures._decode import check_size
from convscope._pictures._format import damaged

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


def decode_pdf(data: bytes, *, label: str | None, max_pixels: int) -> Image.Image:
    """Draw the first page of a PDF file at 200 dots an inch, or with fewer if the page is huge."""
    pdfium = require("pypdfium2", extra="pdf")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise damaged(f"a PDF file that cannot be opened: {error}", label=label) from error
    try:
        if not len(document):
            raise InputError("a PDF must have a page", found="none", todo="export it again", file=label)
        page = document[0]
        picture: Image.Image = page.render(scale=_scale(page, max_pixels)).to_pil()
    except (pdfium.PdfiumError, ValueError, MemoryError) as error:
        if isinstance(error, InputError):
            raise
        raise damaged(f"a PDF page that cannot be drawn: {error}", label=label) from error
    finally:
        document.close()
    check_size(picture.size, label=label, max_pixels=max_pixels)
    return picture


def _scale(page: Any, max_pixels: int) -> float:
    width, height = page.get_size()
    scale = _PDF_DPI / _POINTS_AN_INCH
    return float(min(scale, (0.9 * max_pixels / max(width * height, 1.0)) ** 0.5))
