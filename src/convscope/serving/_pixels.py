"""Images as numbers: JSON, or a NumPy file."""

from __future__ import annotations

import io
import json
import math
from typing import Any

import numpy as np

from convscope.serving._refusal import WRONG, Refusal

_NPY = b"\x93NUMPY"


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
        raise Refusal(WRONG, f"the body must be JSON; found an error: {found}") from error


def parse_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object that a body is.

    Raises:
        Refusal: it is none.
    """
    value = parse_json(body)
    if not isinstance(value, dict):
        raise Refusal(WRONG, f"the body must be a JSON object; found {_kind(value)}")
    return value


def numbers(value: Any, what: str) -> np.ndarray:
    """Return nested lists of numbers as a float32 array.

    Raises:
        Refusal: they are none, or of several lengths.
    """
    if not isinstance(value, list | int | float):
        raise Refusal(WRONG, f"{what} must be lists of numbers; found {_kind(value)}")
    if not _holds_numbers(value):  # NumPy would read words and true as numbers
        raise Refusal(WRONG, f"{what} must be lists of numbers, all of one length; found others")
    try:
        with np.errstate(over="ignore"):  # what is infinite then is refused as no pixel
            return np.asarray(value, np.float32)
    except (ValueError, TypeError, OverflowError, MemoryError, RecursionError) as error:
        raise Refusal(WRONG, f"{what} must be lists of numbers, all of one length; found others") from error


def _holds_numbers(value: Any) -> bool:
    """Tell whether nested lists hold lists, or numbers, and nothing else."""
    left = [value]
    while left:
        one = left.pop()
        kinds = set(map(type, one)) if isinstance(one, list) else {type(one)}
        if kinds == {list}:
            left.extend(one)
        elif not kinds <= {int, float}:
            return False
    return True


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
            raise Refusal(WRONG, f"a NumPy file must hold numbers; found {kind}; convert them with .astype('uint8')")
        if math.prod(shape) * kind.itemsize != len(body) - stream.tell():
            raise Refusal(WRONG, "a NumPy file must hold what its header says; found another size; save it again")
        values = np.frombuffer(body, kind, math.prod(shape), stream.tell())
    except (ValueError, KeyError, TypeError, OverflowError, SyntaxError, MemoryError, RecursionError) as error:
        raise Refusal(WRONG, "a NumPy file must be whole and undamaged; found an error; save it again") from error
    return values.reshape(shape, order="F" if in_columns else "C")


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a word", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
