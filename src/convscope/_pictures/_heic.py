"""HEIC, what iPhones make; it needs a package of its own."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from convscope._optional import require
from convscope._pictures._decode import check_size
from convscope._pictures._format import damaged

if TYPE_CHECKING:
    from PIL import Image


def decode_heic(data: bytes, *, label: str | None, max_pixels: int) -> Image.Image:
    """Decode the primary picture of a HEIC file, upright."""
    pillow_heif = require("pillow_heif", extra="heic", file=label)
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
