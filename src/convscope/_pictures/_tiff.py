"""Where the pages of a TIFF begin: its directories, each of which tells where the next one is.

Pillow walks from one to the next too, but takes one that it cannot read for the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

_SUBFILE_TYPE = 254
_SHORT, _LONG = 3, 4
# Entries are sorted, and hardly a tag is less than that of the subfile's type.
_FIRST_ENTRIES = 16
_MOST_DIRECTORIES = 10_000


@dataclass(frozen=True)
class Directories:
    """What was found.

    Args:
        places: where the directories of pages begin, those of small copies of others left out.
        broken: whether one leads to a place where there is none.
    """

    places: tuple[int, ...]
    broken: bool


@dataclass(frozen=True)
class _Form:
    """How a TIFF writes its numbers.

    Args:
        order: of a number's bytes.
        first: where the place of the first directory stands.
        word: how many bytes a place has.
        count: how many bytes the number of entries has.
        entry: how many bytes an entry has.
    """

    order: Literal["little", "big"]
    first: int
    word: int
    count: int
    entry: int

    def number(self, data: bytes, place: int, size: int) -> int:
        """Return the number that stands at a place, 0 after the end."""
        return int.from_bytes(data[place : place + size], self.order)


def find_directories(data: bytes, *, most: int) -> Directories:
    """Follow the directories from the first on, until `most` pages are found."""
    form = _form_of(data)
    places: list[int] = []
    seen: set[int] = set()
    place = form.number(data, form.first, form.word)
    while place and place not in seen and len(places) < most:
        seen.add(place)
        count = form.number(data, place, form.count)
        end = place + form.count + count * form.entry
        if not count or end > len(data) or len(seen) > _MOST_DIRECTORIES:
            return Directories(tuple(places), broken=True)
        if not _is_small_copy(data, form, place + form.count, count):
            places.append(place)
        place = form.number(data, end, form.word)
    return Directories(tuple(places), broken=False)


def beginning_at(data: bytes, place: int) -> bytes:
    """Return a TIFF with the directory at `place` as its first, so that none before it need be readable."""
    form = _form_of(data)
    if form.number(data, form.first, form.word) == place:
        return data
    return data[: form.first] + place.to_bytes(form.word, form.order) + data[form.first + form.word :]


def _form_of(data: bytes) -> _Form:
    order: Literal["little", "big"] = "little" if data.startswith(b"II") else "big"
    large = b"+" in data[2:4]
    return _Form(order, 8, 8, 8, 20) if large else _Form(order, 4, 4, 2, 12)


def _is_small_copy(data: bytes, form: _Form, entries: int, count: int) -> bool:
    """Tell whether a directory says that its picture is another's in small."""
    for start in range(entries, entries + min(count, _FIRST_ENTRIES) * form.entry, form.entry):
        if form.number(data, start, 2) == _SUBFILE_TYPE:
            size = {_SHORT: 2, _LONG: 4}.get(form.number(data, start + 2, 2), 0)
            return bool(form.number(data, start + form.entry - form.word, size) & 1)
    return False
