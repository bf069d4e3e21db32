"""One picture after the other; a bad one does not stop the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope._errors import ConvscopeError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from convscope.reading.batch._pictures import PictureFile
    from convscope.reading.page import Reader, Reading


def read_pictures(
    reader: Reader, pictures: Iterable[PictureFile], *, single: bool = False
) -> Iterator[Reading | ConvscopeError]:
    """Read pictures, all pages of each; what cannot be read gives its error in its place.

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
            yield from reader.read_pages(picture.source, single=single, name=picture.name)
        except ConvscopeError as error:
            yield error
        except MemoryError:
            yield InputError(
                "a picture must fit into memory", found="too little", todo="scale it down", file=picture.name
            )
