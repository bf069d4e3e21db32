"""The header of a .npy file: shape, order and type of the array that follows, which may be no pickle."""

from __future__ import annotations

import io
import math
import tokenize
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.lib import format as npy

from convscope._errors import InputError

_FIRST_VERSION = (1, 0)
_KINDS = "biufcSU"

LONGEST_HEADER = 1 << 14
"""NumPy refuses to read longer headers than 10,000 bytes, for they cost much time."""


class NpyHeader(NamedTuple):
    """What a .npy header says of its array, and its own `length` in bytes."""

    shape: tuple[int, ...]
    fortran: bool
    dtype: np.dtype
    length: int

    @property
    def elements(self) -> int:
        """Number of elements."""
        return math.prod(self.shape)

    @property
    def size(self) -> int:
        """Size of the array in bytes."""
        return self.elements * self.dtype.itemsize


def read_npy_header(start: bytes, *, key: str, file: Path) -> NpyHeader:
    """Read a header.

    Args:
        start: the first `LONGEST_HEADER` bytes of a .npy file, or all if it is shorter.
        key: the array's name, for messages.
        file: where it came from, for messages.

    Raises:
        InputError: no such header, or an array of Python objects, which only unpickling could read.
    """
    handle = io.BytesIO(start)
    try:
        version = npy.read_magic(handle)
        # Version 3 differs from 2 in the encoding of field names, which no plain array has.
        read = npy.read_array_header_1_0 if version == _FIRST_VERSION else npy.read_array_header_2_0
        shape, fortran, dtype = read(handle)
    except (ValueError, TypeError, SyntaxError, tokenize.TokenError, RecursionError, MemoryError) as error:
        raise InputError(
            f"{key} must be a NumPy array", found="a damaged header", todo="save the file again", file=file
        ) from error
    if dtype.hasobject:
        raise InputError(
            f"{key} must hold numbers",
            found="pickled Python objects, which are never loaded",
            todo="make one array of it, of images of one size, and save that",
            file=file,
        )
    if dtype.kind not in _KINDS or any(length < 0 for length in shape) or not dtype.itemsize:
        raise InputError(f"{key} must hold numbers", found=f"type {dtype}", todo="save plain numbers", file=file)
    return NpyHeader(shape, fortran, dtype, handle.tell())
