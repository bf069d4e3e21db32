"""Every mode Pillow knows becomes 8-bit grey or RGB, opaque."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops, ImageCms

from convscope._errors import InputError

_TRANSPARENT = {"LA", "RGBA", "PA", "La", "RGBa"}
_DEEP = {"I", "F"}
# The ranges people store numbers in; the smallest that holds a picture's values is taken as black to white.
_USUAL_RANGES = (255.0, 65535.0)
_STRIP = 1_000_000
# Visible pixels this light would vanish on white ...
_LIGHT = 170
# ... if nearly all are light, and they are ink: less than half of the picture.
_NEARLY_ALL = 0.99
_HALF = 0.5
_APART = 16


def to_tone(picture: Image.Image, *, label: str | None) -> Image.Image:
    """Return `picture` as mode "L" if it is grey, else "RGB".

    Raises:
        InputError: NaN or infinite values, or a colour mode that has no meaning as a picture.
    """
    mode = picture.mode
    if mode.startswith("I;16"):
        return _sixteen(picture)
    if mode in _DEEP:
        return _deep(picture, label=label)
    if mode in _TRANSPARENT or "transparency" in picture.info:
        return _flatten(picture)
    if mode == "L":
        return picture
    if mode == "1":
        return picture.convert("L")
    if mode == "LAB":
        profiles = (ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"))
        picture = ImageCms.profileToProfile(picture, *profiles, outputMode="RGB") or picture
    try:
        return _grey_if_grey(picture if mode == "RGB" else picture.convert("RGB"))
    except ValueError as error:
        raise InputError(
            "a picture must be grey, palette, RGB, CMYK or YCbCr",
            found=f"mode {mode}",
            todo="save it as RGB",
            file=label,
        ) from error


def _sixteen(picture: Image.Image) -> Image.Image:
    """Scale 0..65535 to 0..255."""
    values = np.asarray(picture).astype(np.uint16, copy=False)
    grey = np.empty(values.shape, np.uint8)
    for rows in _strips(values.shape):
        grey[rows] = (values[rows].astype(np.uint32) + 128) // 257
    return Image.fromarray(grey)


def _deep(picture: Image.Image, *, label: str | None) -> Image.Image:
    """Scale 32-bit integers and floats to 0..255: from 0..1 (floats), 0..255, 0..65535, else from their own range."""
    values = np.asarray(picture)
    least, most = float(values.min()), float(values.max())
    if not np.isfinite([least, most]).all():
        raise InputError(
            "a picture's values must be finite",
            found="NaN" if np.isnan(least) else "infinite values",
            todo="replace them before saving",
            file=label,
        )
    ranges = (1.0, *_USUAL_RANGES) if picture.mode == "F" else _USUAL_RANGES
    low, high = next(((0.0, top) for top in ranges if least >= 0 and most <= top), (least, most))
    grey = np.empty(values.shape, np.uint8)
    for rows in _strips(values.shape):
        # Halved, so that a range of twice the greatest float does not overflow.
        share = (values[rows].astype(np.float64) / 2 - low / 2) / (high / 2 - low / 2)
        grey[rows] = np.rint(share * 255)
    return Image.fromarray(grey)


def _strips(shape: tuple[int, ...]) -> list[slice]:
    """Cut the rows of a large picture into strips, to need little memory."""
    step = max(1, _STRIP // max(shape[1], 1))
    return [slice(start, start + step) for start in range(0, shape[0], step)]


def _flatten(picture: Image.Image) -> Image.Image:
    """Lay a transparent picture on white, or on black if what is visible is light ink."""
    if picture.mode == "La":  # Pillow turns it into nothing else
        picture = picture.convert("LA")
    coloured = picture if picture.mode == "RGBA" else picture.convert("RGBA")
    alpha = coloured.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return _grey_if_grey(coloured.convert("RGB"))
    paper = Image.new("RGB", picture.size, "black" if _is_light_ink(coloured, alpha) else "white")
    paper.paste(coloured, mask=alpha)
    return _grey_if_grey(paper)


def _is_light_ink(coloured: Image.Image, alpha: Image.Image) -> bool:
    visible = alpha.point(lambda value: 255 if value > 127 else 0)  # noqa: PLR2004 - more than half opaque
    counts = coloured.convert("L").histogram(mask=visible)
    total = sum(counts)
    return 0 < total < _HALF * alpha.width * alpha.height and sum(counts[_LIGHT:]) >= _NEARLY_ALL * total


def _grey_if_grey(picture: Image.Image) -> Image.Image:
    """Return an RGB picture whose channels are equal as mode "L"."""
    # A few pixels tell of most photographs that they are coloured; of a large one all channels take long.
    few = picture.resize([-(-side // _APART) for side in picture.size], Image.Resampling.NEAREST)
    return picture if _red_if_equal(few) is None else _red_if_equal(picture) or picture


def _red_if_equal(picture: Image.Image) -> Image.Image | None:
    red, green, blue = picture.split()
    equal = all(ImageChops.difference(red, other).getbbox() is None for other in (green, blue))
    return red if equal else None
