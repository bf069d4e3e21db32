"""Whatever a picture is given as."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import numpy as np
from PIL import Image

from convscope._errors import InputError
from convscope._pictures import PictureSource, load_picture, plain_picture

Readable: TypeAlias = PictureSource | np.ndarray | Image.Image
"""A path, the bytes of a file, an open file, uint8 pixels (height, width) or (height, width, 3), a Pillow image."""


def as_picture(source: Readable, *, name: str | None = None) -> Image.Image:
    """Return any source as an upright picture of mode "L" or "RGB".

    Raises:
        InputError: it is none.
    """
    if isinstance(source, np.ndarray):
        grey = source.ndim == 2  # noqa: PLR2004 - height, width
        colours = source.ndim == 3 and source.shape[2] in {1, 3}  # noqa: PLR2004 - height, width, channels
        if source.dtype != np.uint8 or not (grey or colours) or not source.size:
            raise InputError(
                "an array must hold uint8 pixels, height x width or height x width x 3",
                found=f"{source.dtype} {source.shape}",
                todo="convert it, with values 0..255",
                file=name,
            )
        return plain_picture(Image.fromarray(source.squeeze(2) if colours and source.shape[2] == 1 else source))
    if isinstance(source, Image.Image):
        return plain_picture(source, name=name)
    return load_picture(source, name=name)


def name_of(source: Readable) -> str:
    """Return a path as text, and "" for what has no path."""
    return str(source) if isinstance(source, (str, Path)) else ""
