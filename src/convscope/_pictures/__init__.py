"""Any picture a user may have, as one upright Pillow image of mode "L" or "RGB"; anything else is one clear line."""

from __future__ import annotations

from convscope._pictures._load import PictureSource, load_picture, plain_picture

__all__ = ["PictureSource", "load_picture", "plain_picture"]
