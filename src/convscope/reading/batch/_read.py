"""One picture after the other, page by page; a bad one does not stop the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope._errors import ConvscopeError, InputError
from convscope._pictures import open_pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from convscope._pictures import Pages
    from convscope.reading.batch._pictures import PictureFile
    from convscope.reading.page import Reader, Reading


def read_pictures(
    reader: Reader, pictures: Iterable[PictureFile], *, single: bool = False
) -> Iterator[Reading | ConvscopeError]:
    """Read pictures, all pages of each; what cannot be read, a picture or a page, gives its error in its place.

    Args:
        reader: what reads.
        pictures: what `find_pictures` gave.
        single: each shows one digit.
    """
    for picture in pictures:
        if isinstance(picture.source, ConvscopeError):
            yield picture.source
            continue
        try:
            pages = open_pages(picture.source, name=picture.name)
        except ConvscopeError as error:
            yield error
        except MemoryError:
            yield too_large(picture.name)
        else:
            for index in range(pages.count):
                yield from _read_page(reader, pages.alone(index), picture.name, single=single)
            if pages.damage is not None:
                yield pages.damage


def _read_page(reader: Reader, page: Pages, name: str, *, single: bool) -> Iterator[Reading | ConvscopeError]:
    """Read one page, or give its error."""
    try:
        yield from reader.read_pages(page, single=single, name=name)
    except ConvscopeError as error:
        yield error
    except MemoryError:
        yield too_large(f"{name} page {page.first}" if page.numbered else name)


def too_large(name: str) -> InputError:
    """Return the error for a picture that does not fit into memory."""
    return InputError("a picture must fit into memory", found="too little", todo="scale it down", file=name)
