"""From a source to a picture: bytes, format, decoder, tone, in this order."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias, runtime_checkable

from PIL import Image

from convscope._errors import InputError
from convscope._pictures._bytes import read_bytes
from convscope._pictures._decode import check_size, decode, is_animated, upright
from convscope._pictures._format import check_whole, damaged, recognise
from convscope._pictures._heic import decode_heic
from convscope._pictures._pdf import decode_pdf, pdf_pages
from convscope._pictures._quiet import quiet
from convscope._pictures._tiff import beginning_at, find_directories
from convscope._pictures._tone import to_tone

# A document of more pages is no scan of handwriting.
_MOST_PAGES = 1000
_MOST_COUNTED = 100_000
_ANIMATIONS = {"GIF", "PNG", "WEBP"}


@runtime_checkable
class BinaryFile(Protocol):
    """An open file that gives bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes, all if it is negative."""
        ...


PictureSource: TypeAlias = os.PathLike[str] | str | bytes | bytearray | memoryview | BinaryFile
"""Where a picture comes from: a path, the file's bytes, or an open binary file."""


@dataclass(frozen=True)
class Pages:
    """A file's pictures: the pages of a PDF or of a TIFF, of other formats the one picture.

    Args:
        count: how many.
        numbered: whether the format has pages, so that they have numbers.
        load: gives the page of an index from 0 on; each is decoded when it is asked for, and an error names it.
        first: the number of the first.
        damage: why there may have been more; None for a file that is whole.
    """

    count: int
    numbered: bool
    load: Callable[[int], Image.Image]
    first: int = 1
    damage: InputError | None = None

    def alone(self, index: int) -> Pages:
        """Return one page as a document of its own, in which it keeps its number."""
        return replace(self, count=1, load=lambda _: self.load(index), first=self.first + index, damage=None)


@dataclass(frozen=True)
class FirstPage:
    """A file's first picture.

    Args:
        picture: as `load_picture` gives it.
        taken: which of the file's several it is, in words; "" where there is only one.
    """

    picture: Image.Image
    taken: str


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
        max_pixels: more pixels than this are refused before anything is decoded; of WebP more than 50 million always.
        max_bytes: a larger file is refused before it is read.

    Returns:
        A loaded image of mode "L" if the picture is grey, else "RGB".

    Raises:
        InputError: the source is no picture, a damaged one, or too large.
        MissingPartError: HEIC or PDF, and the package that reads it is not installed.
    """
    data, kind, label = _recognised(source, name, max_bytes)
    return _page(data, kind, label, max_pixels)


def load_first(
    source: PictureSource,
    *,
    name: str | None = None,
    max_pixels: int = 64_000_000,
    max_bytes: int = 200_000_000,
) -> FirstPage:
    """Load a picture and say which of its file's it is; arguments and errors as in `load_picture`."""
    data, kind, label = _recognised(source, name, max_bytes)
    picture = _page(data, kind, label, max_pixels)
    if kind in _ANIMATIONS:
        taken = "the first frame of an animation is taken" if is_animated(data, kind) else ""
    else:
        count = _count_pages(data, kind, label)
        taken = f"page 1 of {count:,} is taken" if count > 1 else ""
    return FirstPage(picture, taken)


def _count_pages(data: bytes, kind: str, label: str | None) -> int:
    if kind == "PDF":
        return pdf_pages(data, label=label)
    return len(find_directories(data, most=_MOST_COUNTED).places) if kind == "TIFF" else 1


def open_pages(
    source: PictureSource,
    *,
    name: str | None = None,
    max_pixels: int = 64_000_000,
    max_bytes: int = 200_000_000,
) -> Pages:
    """Find the pages of a file; arguments and errors as in `load_picture`, each page is loaded as there."""
    data, kind, label = _recognised(source, name, max_bytes)
    if kind == "PDF":
        pages = Pages(pdf_pages(data, label=label), True, _pdf_pages(data, label, max_pixels))
    elif kind == "TIFF":
        pages = _tiff_pages(data, label, max_pixels)
    else:
        pages = Pages(1, False, lambda _: _page(data, kind, label, max_pixels))
    if pages.count > _MOST_PAGES:
        raise InputError(
            f"a document may have at most {_MOST_PAGES} pages",
            found=f"{pages.count} or more",
            todo="split it",
            file=label,
        )
    return pages


def _pdf_pages(data: bytes, label: str | None, max_pixels: int) -> Callable[[int], Image.Image]:
    return lambda index: _page(data, "PDF", _of_page(label, index), max_pixels, index)


def _tiff_pages(data: bytes, label: str | None, max_pixels: int) -> Pages:
    found = find_directories(data, most=_MOST_PAGES + 1)
    count = len(found.places)
    if count == 0 or (count == 1 and not found.broken):
        return Pages(1, False, lambda _: _page(data, "TIFF", label, max_pixels))
    missing = f"a TIFF file of which nothing can be found after page {count}"

    def load(index: int) -> Image.Image:
        return _page(beginning_at(data, found.places[index]), "TIFF", _of_page(label, index), max_pixels)

    return Pages(count, True, load, damage=damaged(missing, label=label) if found.broken else None)


def _of_page(label: str | None, index: int) -> str:
    """Return what errors call a page."""
    return " ".join(filter(None, (label, f"page {index + 1}")))


def _recognised(source: PictureSource, name: str | None, max_bytes: int) -> tuple[bytes, str, str | None]:
    """Return a source's bytes, their format, and what errors call it."""
    label = name if name is not None else os.fsdecode(source) if isinstance(source, (str, os.PathLike)) else None
    data = read_bytes(source, label=label, max_bytes=max_bytes)
    kind = recognise(data, label=label)
    check_whole(data, kind, label=label)
    return data, kind, label


def _page(data: bytes, kind: str, label: str | None, max_pixels: int, page: int = 0) -> Image.Image:
    if kind == "HEIC":
        picture = decode_heic(data, label=label, max_pixels=max_pixels)
    elif kind == "PDF":
        picture = decode_pdf(data, label=label, max_pixels=max_pixels, page=page)
    else:
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
