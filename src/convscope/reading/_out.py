"""What a drawn picture may be called."""

from __future__ import annotations

from pathlib import Path

from convscope._errors import InputError

PICTURE_SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp"}


def check_picture_name(path: Path, todo: str = "use a name that ends in .png") -> Path:
    """Return `path` if it has the suffix of a picture that can be written; `todo` is said if not.

    Raises:
        InputError: it has another.
    """
    if path.suffix.lower() not in PICTURE_SUFFIXES:
        raise InputError(
            "it must be written to a picture file",
            found=repr(path.suffix) if path.suffix else "a name without a suffix",
            todo=todo,
            file=path,
        )
    return path
