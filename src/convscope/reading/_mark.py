"""The mark of a drawing: by it, not by its name, a picture that convscope drew is told from one that somebody took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

_MARK = "drawn by convscope"
_DESCRIPTION = 0x010E
# Where each format holds its description: JPEG, PNG and TIFF at the beginning, WebP at the end.
_NEAR = 4096


def save_marked(picture: Image.Image, path: Path) -> None:
    """Save a drawing with the mark as its description; it can be seen as other EXIF data can.

    Args:
        picture: the drawing.
        path: its suffix says in which format it is written.
    """
    exif = Image.Exif()
    exif[_DESCRIPTION] = _MARK
    picture.save(path, quality=90, exif=exif.tobytes())
    if path.suffix.lower() == ".bmp":  # has no place for a description; what follows the pixels is passed over
        with path.open("ab") as file:
            file.write(_MARK.encode())


def is_marked(path: Path) -> bool:
    """Tell whether a file is a drawing; only its beginning and its end are read, and what cannot be read is none."""
    try:
        if not path.is_file():  # opening what is none may wait for ever
            return False
        with path.open("rb") as file:
            start = file.read(_NEAR)
            file.seek(max(len(start), file.seek(0, 2) - _NEAR))
            return _MARK.encode() in start + file.read()
    except OSError:
        return False
