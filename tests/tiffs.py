"""TIFFs of several pages, and what may befall them."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

_STRIPS, _SIZES = 273, 279


def tiff(pages: list[Image.Image], **options: Any) -> bytes:
    """Return a TIFF of pages."""
    stream = io.BytesIO()
    pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:], **options)
    return stream.getvalue()


def damaged(data: bytes, page: int) -> bytes:
    """Return a compressed TIFF with rubbish for the pixels of one page, which counts from 1."""
    spoilt = bytearray(data)
    with Image.open(io.BytesIO(data)) as picture:
        picture.seek(page - 1)
        assert isinstance(picture, TiffImageFile)
        for place, size in zip(picture.tag_v2[_STRIPS], picture.tag_v2[_SIZES], strict=True):
            spoilt[place : place + size] = b"\xff" * size
    return bytes(spoilt)
