"""Whatever a picture is given as."""

from __future__ import annotations

import os
from typing import TypeAlias

import numpy as np
from PIL import Image

from convscope._errors import InputError
from convscope._pictures import FirstPage, PictureSource, load_first, load_picture, plain_picture

Readable: TypeAlias = PictureSource | np.ndarray | Image.Image
"""A path, the bytes of a file, an open file, an array of pixels (height, width) or (height, width, channels), a Pillow
image."""


def as_picture(source: Readable, *, name: str | None = None) -> Image.Image:
    """Return any source as an upright picture of mode "L" or "RGB".

    Raises:
        InputError: it is none.
    """
    if isinstance(source, (np.ndarray, Image.Image)):
        return _plain(source, name)
    _check_file(source, name)
    return load_picture(source, name=name)


def as_first(source: Readable, *, name: str | None = None) -> FirstPage:
    """Return the same, and which of a file's several pictures it is."""
    if isinstance(source, (np.ndarray, Image.Image)):
        return FirstPage(_plain(source, name), "")
    _check_file(source, name)
    return load_first(source, name=name)


def _plain(source: np.ndarray | Image.Image, name: str | None) -> Image.Image:
    return plain_picture(_as_image(source, name) if isinstance(source, np.ndarray) else source, name=name)


def _check_file(source: object, name: str | None) -> None:
    if not isinstance(source, (str, bytes, bytearray, memoryview, os.PathLike)) and not hasattr(source, "read"):
        raise InputError(
            "a picture must be a path, bytes, an open file, an array or a Pillow image",
            found=type(source).__name__,
            todo="pass one of these",
            file=name,
        )


def _as_image(pixels: np.ndarray, name: str | None) -> Image.Image:
    grey = pixels.ndim == 2  # noqa: PLR2004 - height, width
    channels = 1 if grey else pixels.shape[2] if pixels.ndim == 3 else 0  # noqa: PLR2004 - height, width, channels
    usual = pixels.dtype == np.uint8 and channels in {1, 3, 4}
    deep = pixels.dtype.newbyteorder("=") == np.uint16
    if not pixels.size or not (usual or (channels == 1 and (deep or pixels.dtype == np.bool_))):
        raise InputError(
            "an array must hold uint8 pixels, height x width, or with 1, 3 or 4 channels (bool and uint16 with one)",
            found=f"{pixels.dtype} {pixels.shape}",
            todo="convert it, with values 0..255",
            file=name,
        )
    if channels == 1 and not grey:
        pixels = pixels.squeeze(2)
    if deep:
        pixels = pixels.astype(np.uint16, copy=False)  # in this machine's order of bytes
    return Image.fromarray(pixels * np.uint8(255) if pixels.dtype == np.bool_ else pixels)


def name_of(source: object) -> str:
    """Return a path as text, and "" for what has no path."""
    return os.fsdecode(source) if isinstance(source, (str, os.PathLike)) else ""
