"""Any picture a user may have, as one upright Pillow image of mode "L" or "RGB"; anything else is one clear line."""

from __future__ import annotations

from convscope._pictures._load import (
    FirstPage,
    Pages,
    PictureSource,
    load_first,
    load_picture,
    open_pages,
    plain_picture,
)

__all__ = [
    "FirstPage",
    "Pages",
    "PictureSource",
    "load_first",
    "load_picture",
    "open_pages",
    "plain_picture",
]
