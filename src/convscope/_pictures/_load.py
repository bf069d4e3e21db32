"""From a source to a picture: bytes, format, decoder, tone, in this order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from convscope._pictures._bytes import read_bytes
from convscope._pictures._decode import check_size, decode, upright
from convscope._pictures._extras import decode_heic, decode_pdf
from convscope._pictures._format import check_whole, damaged, recognise
from convscope._pictures._quiet import quiet
from convscope._pictures._tone import to_tone

if TYPE_CHECKING:
    from PIL import Image


@runtime_checkable
class BinaryFile(Protocol):
    """An open file that gives bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes, all if it is negative."""
        ...


PictureSource: TypeAlias = Path | str | bytes | BinaryFile
"""Where a picture comes from: a path, the file's bytes, or an open binary file."""


def load_picture(
    source: PictureSource,
    *,
    name: str | None = None,
    max_pixels: int = 64_000_000,
    max_bytes: int = 200_000_000,
) -> Image.Image:
    """Load a picture upright, opaque and with 8 bits a channel.

    JPEG, PNG, WebP, TIFF, BMP and GIF, recognised by their content, never by their suffix; HEIC and PDF (its first
    page) with the extras `heic` and `pdf`. EXIF orientation is applied, transparency is flattened on white (on black
    if what is visible is light ink), palettes and CMYK are resolved, 16-bit and float values are scaled to 8 bits,
    and of an animation the first frame is taken.

    Args:
        source: a path, the bytes of a file, or a binary file that is read to its end.
        name: what error messages call the picture; by default its path.
        max_pixels: more pixels than this are refused before anything is decoded.
        max_bytes: a larger file is refused before it is read.

    Returns:
        A loaded image of mode "L" if the picture is grey, else "RGB".

    Raises:
        InputError: the source is no picture, a damaged one, or too large.
        MissingPartError: HEIC or PDF, and the package that reads it is not installed.
    """
    label = name if name is not None else str(source) if isinstance(source, (str, Path)) else None
    data = read_bytes(source, label=label, max_bytes=max_bytes)
    kind = recognise(data, label=label)
    if kind == "HEIC":
        picture = decode_heic(data, label=label, max_pixels=max_pixels)
    elif kind == "PDF":
        picture = decode_pdf(data, label=label, max_pixels=max_pixels)
    else:
        check_whole(data, kind, label=label)
        picture = decode(data, kind, label=label, max_pixels=max_pixels)
    return _plain(picture, label)


def plain_picture(picture: Image.Image, *, name: str | None = None, max_pixels: int = 64_000_000) -> Image.Image:
    """Return a Pillow image as `load_picture` would have loaded it: upright, opaque, 8 bits; the image is not changed.

    Raises:
        InputError: its mode has no meaning as a picture, it has no pixels or too many, or its file is damaged.
    """
    check_size(picture.size, label=name, max_pixels=max_pixels)
    try:
        with quiet():
            picture.load()
            turned = upright(picture)
    except (Exception, MemoryError) as error:
        raise damaged(f"an image that cannot be decoded: {error}", label=name) from error
    return _plain(turned, name)


def _plain(picture: Image.Image, label: str | None) -> Image.Image:
    plain = to_tone(picture, label=label)
    if plain is picture:
        plain = picture.copy()  # without the decoder and its file
    plain.info.clear()  # nobody shall turn it upright twice
    return plain
