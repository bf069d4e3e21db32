"""What Pillow's own font can write of a name."""

from __future__ import annotations

from PIL import ImageFont

# No character, so no font has a picture of it: what is drawn for it is drawn for all that a font lacks.
_LACKING = "\uffff"


def legible(name: str) -> str:
    """Return the name, or "" if the font lacks a character of it: boxes in its place would name nothing."""
    font = ImageFont.load_default(18)
    if not isinstance(font, ImageFont.FreeTypeFont):
        return name if name.isascii() else ""
    lacking = bytes(font.getmask(_LACKING))
    return name if all(bytes(font.getmask(character)) != lacking for character in name) else ""
