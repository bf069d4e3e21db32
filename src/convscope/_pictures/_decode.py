"""Pillow, held short: one decoder only, the pixel limit before anything is decoded, no warnings, one kind of error."""

from __future__ import annotations

import importlib
import io
import re

from PIL import Image, UnidentifiedImageError

from convscope._errors import InputError, TooLargeError
from convscope._pictures._format import damaged
from convscope._pictures._quiet import quiet

_PLUGINS = {
    "JPEG": "JpegImagePlugin",
    "PNG": "PngImagePlugin",
    "WEBP": "WebPImagePlugin",
    "TIFF": "TiffImagePlugin",
    "BMP": "BmpImagePlugin",
    "GIF": "GifImagePlugin",
}
_ORIENTATION = 0x0112
_DIGITS = re.compile(r"\d+")
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What JPEG can have. One row of 64 million pixels takes several gigabytes to scale down.
_MOST_SIDE = 65_535
# Pillow decodes WebP as an animation, with two frames more in memory.
_MOST_WEBP = 50_000_000
# What one scan of a progressive JPEG costs grows with its pixels.
_MOST_SCANNED = 1_000_000_000


def decode(data: bytes, kind: str, *, label: str | None, max_pixels: int) -> Image.Image:
    """Decode the first frame of `data`, and turn it upright.

    Raises:
        InputError: too many pixels, or the file is damaged.
    """
    with quiet():
        picture = _open(data, kind, label=label, max_pixels=max_pixels)
        most = min(max_pixels, _MOST_WEBP) if kind == "WEBP" else max_pixels
        check_size(picture.size, label=label, max_pixels=most)
        if kind == "JPEG" and data.count(b"\xff\xda") * picture.width * picture.height > _MOST_SCANNED:
            raise damaged("a JPEG with very many scans for its size", label=label)
        try:
            picture.load()
        except (Exception, MemoryError) as error:
            raise damaged(f"a {kind} file that cannot be decoded: {_words(error)}", label=label) from error
        # Asked now, for a PNG may hold its EXIF part at its end, and Pillow has turned a TIFF already.
        return upright(picture)


def is_animated(data: bytes, kind: str) -> bool:
    """Tell whether a file that could be decoded holds more frames than the first; they are not counted."""
    with quiet():
        try:
            importlib.import_module(f"PIL.{_PLUGINS[kind]}")
            return bool(getattr(Image.open(io.BytesIO(data), formats=[kind]), "is_animated", False))
        except Exception:  # noqa: BLE001 - what follows the first frame may be anything
            return False


def upright(picture: Image.Image) -> Image.Image:
    """Turn a loaded picture as its EXIF part says."""
    orientation = _orientation(picture)
    return picture if orientation not in _UPRIGHT else picture.transpose(_UPRIGHT[orientation])


def _open(data: bytes, kind: str, *, label: str | None, max_pixels: int) -> Image.Image:
    """Read the header."""
    try:
        # Imported by name: Pillow would load all its plugins to find one of them.
        importlib.import_module(f"PIL.{_PLUGINS[kind]}")
        return Image.open(io.BytesIO(data), formats=[kind])
    except Image.DecompressionBombError as error:
        most = min(max_pixels, 2 * (Image.MAX_IMAGE_PIXELS or max_pixels))  # Pillow opens none of more
        raise TooLargeError(
            f"a picture may have at most {most:,} pixels",
            found=f"{int(_DIGITS.findall(str(error))[0]):,} pixels" if _DIGITS.search(str(error)) else "far more",
            todo="scale it down",
            file=label,
        ) from error
    except UnidentifiedImageError as error:
        raise damaged(f"a {kind} file whose header makes no sense", label=label) from error
    except Exception as error:
        raise damaged(f"a {kind} file with an error in its header: {_words(error)}", label=label) from error


def check_size(size: tuple[int, int], *, label: str | None, max_pixels: int) -> None:
    """Refuse a picture without pixels, with too many, or that is too long.

    Raises:
        InputError: `size` (width, height) is out of bounds.
    """
    width, height = size
    if width < 1 or height < 1:
        raise InputError(
            "a picture must have pixels", found=f"{width} x {height}", todo="save or copy it again", file=label
        )
    if width * height > max_pixels:
        raise TooLargeError(
            f"a picture may have at most {max_pixels:,} pixels",
            found=f"{width} x {height}",
            todo="scale it down",
            file=label,
        )
    if max(width, height) > _MOST_SIDE:
        raise TooLargeError(
            f"a picture's side may have at most {_MOST_SIDE:,} pixels",
            found=f"{width} x {height}",
            todo="cut it into parts",
            file=label,
        )


def _orientation(picture: Image.Image) -> int:
    """Return the EXIF orientation 1..8; 1 if the EXIF part is garbage, which does not make the pixels bad."""
    try:
        value = picture.getexif().get(_ORIENTATION, 1)
        return value if isinstance(value, int) and value in _UPRIGHT else 1
    except Exception:  # noqa: BLE001 - Pillow's EXIF parser fails in many ways on garbage
        return 1


def _words(error: BaseException) -> str:
    return str(error) or type(error).__name__
