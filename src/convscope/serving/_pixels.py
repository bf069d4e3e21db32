"""Images as numbers: JSON, or a NumPy file."""

from __future__ import annotations

import io
import json
import math
from typing import Any

import numpy as np

from convscope.serving._refusal import wrong

_NPY = b"\x93NUMPY"
_KINDS = {dict: "an object", list: "a list", str: "a word", bool: "true or false", type(None): "null"}
_PIXELS = "give the pixels, 0 to 255"


def is_numbers(body: bytes) -> bool:
    """Tell whether a body is meant as images given as numbers."""
    return is_json(body) or is_npy(body)


def is_json(body: bytes) -> bool:
    """Tell whether a body is meant as JSON; no picture begins like it."""
    return body[:64].lstrip()[:1] in {b"{", b"["}


def is_npy(body: bytes) -> bool:
    """Tell whether a body is a NumPy file."""
    return body.startswith(_NPY)


def parse_json(body: bytes) -> Any:
    """Return what a JSON text holds.

    Raises:
        Refusal: it is none.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        found = error if isinstance(error, ValueError) else "lists in lists without end"
        raise wrong("the body must be JSON", found=f"an error: {found}", todo="see /docs for its form") from error


def parse_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object that a body is.

    Raises:
        Refusal: it is none.
    """
    value = parse_json(body)
    if not isinstance(value, dict):
        raise wrong("the body must be a JSON object", found=kind_of(value), todo="see /docs for what it holds")
    return value


def numbers(value: Any, what: str) -> np.ndarray:
    """Return nested lists of numbers as a float32 array.

    Raises:
        Refusal: they are none, or of several lengths.
    """
    stranger = _stranger(value)  # NumPy would read words and true as numbers
    if stranger:
        raise wrong(f"{what} must be lists of numbers, all of one length", found=stranger, todo=_PIXELS)
    try:
        with np.errstate(over="ignore"):  # what is infinite then is refused as no pixel
            return np.asarray(value, np.float32)
    except (ValueError, TypeError, OverflowError, MemoryError, RecursionError) as error:
        raise wrong(
            f"{what} must be lists of numbers, all of one length",
            found="lists of several lengths, or too deep in each other",
            todo=_PIXELS,
        ) from error


def _stranger(value: Any) -> str:
    """Return what nested lists hold besides lists, or numbers; "" if nothing."""
    left = [value]
    while left:
        one = left.pop()
        kinds = set(map(type, one)) if isinstance(one, list) else {type(one)}
        if kinds == {list}:
            left.extend(one)
        elif not kinds <= {int, float}:
            others = sorted(_KINDS[kind] for kind in kinds - {int, float, list})
            return others[0] if others else "a list and a number side by side"
    return ""


def parse_npy(body: bytes) -> np.ndarray:
    """Return the array of a NumPy file; nothing in it is executed, and no more memory is taken than it has bytes.

    Raises:
        Refusal: it is damaged, or holds something else than numbers.
    """
    stream = io.BytesIO(body)
    try:
        version = np.lib.format.read_magic(stream)
        read_header = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        shape, in_columns, kind = read_header(stream)
        if kind.kind not in "uif":
            raise wrong("a NumPy file must hold numbers", found=kind, todo="convert them with .astype('uint8')")
        size, promised = len(body) - stream.tell(), math.prod(shape) * kind.itemsize
        if size != promised:
            raise wrong(
                "a NumPy file must hold what its header says",
                found=f"another size: {size:,} bytes instead of {promised:,}",
                todo="save it again",
            )
        values = np.frombuffer(body, kind, math.prod(shape), stream.tell())
    except (ValueError, KeyError, TypeError, OverflowError, SyntaxError, MemoryError, RecursionError) as error:
        raise wrong(
            "a NumPy file must be whole and undamaged", found=f"an error: {error}", todo="save it again"
        ) from error
    return values.reshape(shape, order="F" if in_columns else "C")


def kind_of(value: Any) -> str:
    """Say what kind of value of JSON this is."""
    return _KINDS.get(type(value), "a number")
