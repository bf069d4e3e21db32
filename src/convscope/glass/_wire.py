"""Protocol buffers' wire format, as far as reading an ONNX file without the `onnx` package needs it.

A message is a row of fields; each begins with a number whose low three bits are the wire type (0 a number of
variable length, 1 eight bytes, 2 a length and so many bytes, 5 four bytes) and whose other bits are the field's
number in the message's definition (https://protobuf.dev/programming-guides/encoding/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5
_MORE = 0x80
_LONGEST_NUMBER = 10


class BrokenMessageError(ValueError):
    """The bytes are no message of the wire format."""


def number(data: memoryview, at: int) -> tuple[int, int]:
    """Read a number of variable length at `at`; give it and the place after it."""
    value = 0
    for count in range(_LONGEST_NUMBER):
        if at + count >= len(data):
            raise BrokenMessageError("a number that is cut off")
        byte = data[at + count]
        value |= (byte & ~_MORE) << (7 * count)
        if byte < _MORE:
            return value, at + count + 1
    raise BrokenMessageError("a number that does not end")


def fields(data: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Give each field's number and value: a number, or the bytes."""
    for field, value, _, _ in places(data):
        yield field, value


def places(data: memoryview) -> Iterator[tuple[int, int | memoryview, int, int]]:
    """Give each field's number, value, and where it begins and ends."""
    at = 0
    while at < len(data):
        start = at
        key, at = number(data, at)
        kind = key & 7
        if not key >> 3:
            raise BrokenMessageError("a field without a number")
        if kind == _NUMBER:
            value, at = number(data, at)
            yield key >> 3, value, start, at
            continue
        if kind == _BYTES:
            length, at = number(data, at)
        elif kind in (_EIGHT, _FOUR):
            length = 8 if kind == _EIGHT else 4
        else:
            raise BrokenMessageError(f"a field of type {kind}")
        if at + length > len(data):
            raise BrokenMessageError("a field that is cut off")
        yield key >> 3, data[at : at + length], start, at + length
        at += length


def field(key: int, value: bytes) -> bytes:
    """Write one field of bytes."""
    return _encoded(key << 3 | _BYTES) + _encoded(len(value)) + value


def _encoded(value: int) -> bytes:
    out = bytearray()
    while value >= _MORE:
        out.append(value & ~_MORE & 0xFF | _MORE)
        value >>= 7
    out.append(value)
    return bytes(out)


def numbers(value: int | memoryview) -> list[int]:
    """Read a repeated number, packed or not."""
    if isinstance(value, int):
        return [value]
    found, at = [], 0
    while at < len(value):
        one, at = number(value, at)
        found.append(one)
    return found


def text(value: int | memoryview) -> str:
    """Read a string."""
    return str(message(value), "utf-8")


def message(value: int | memoryview) -> memoryview:
    """Take a field for bytes."""
    if isinstance(value, int):
        raise BrokenMessageError("a number where a message must stand")
    return value
