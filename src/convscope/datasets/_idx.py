"""IDX, the format of the original MNIST files, gzipped or not.

Two zero bytes, the type (8: unsigned byte), the number of axes; the length of each axis, big-endian, 4 bytes; the
values. Source: http://yann.lecun.com/exdb/mnist, "FILE FORMATS FOR THE MNIST DATABASE".
"""

from __future__ import annotations

import gzip
import io
import math
import os
import struct
import zlib
from pathlib import Path

import numpy as np
from jaxtyping import UInt8

from convscope._errors import InputError
from convscope.datasets._regular import MOST_DEFLATE, check_memory, open_regular, unreadable

_GZIP = b"\x1f\x8b"
_UNSIGNED_BYTE = 8
_TYPES = {9: "signed byte", 11: "short", 12: "int", 13: "float", 14: "double"}
_MOST_AXES = 4
_MAGIC = 4
_BLOCK = 1 << 20


def read_idx(path: Path) -> UInt8[np.ndarray, ...]:
    """Read an IDX file of unsigned bytes; whether it is gzipped is seen from its content.

    What the header promises is checked before anything of that size is made.

    Raises:
        InputError: no IDX file, another type than unsigned byte, more or fewer bytes than its header promises.
    """
    with open_regular(path) as handle:
        size = os.fstat(handle.fileno()).st_size
        packed = handle.read(len(_GZIP)) == _GZIP
        handle.seek(0)
        try:
            if not packed:
                return _read(handle, size, path)
            with gzip.GzipFile(fileobj=handle) as unpacked:
                return _read(unpacked, size * MOST_DEFLATE, path)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise InputError(
                "a gzipped IDX file must be whole", found=str(error), todo="download it again", file=path
            ) from error
        except OSError as error:
            raise unreadable(path, error) from error


def looks_like_idx(start: bytes) -> bool:
    """Tell whether a file that begins with `start` says that it is IDX, of whatever type."""
    return start[:2] == b"\0\0" and start[2:3] in {bytes([kind]) for kind in (_UNSIGNED_BYTE, *_TYPES)}


def _read(handle: io.BufferedIOBase, most: int, path: Path) -> UInt8[np.ndarray, ...]:
    """Read header and values; the file can hold at most `most` bytes."""
    shape = _shape(handle, path)
    promised = math.prod(shape)
    rule = "an IDX file must hold what its header promises"
    if promised > most:
        raise InputError(
            rule,
            found=f"{_written(shape)} = {promised:,} bytes promised, at most {most:,} there",
            todo="download it again",
            file=path,
        )
    check_memory(promised, "an array", path)
    content = bytearray()
    while len(content) <= promised and (block := handle.read(min(_BLOCK, promised + 1 - len(content)))):
        content += block
    if len(content) != promised:
        there = f"{len(content):,}" if len(content) < promised else "more"
        raise InputError(
            rule,
            found=f"{_written(shape)} = {promised:,} bytes promised, {there} there",
            todo="download it again",
            file=path,
        )
    return np.frombuffer(content, np.uint8).reshape(shape)


def _shape(handle: io.BufferedIOBase, path: Path) -> tuple[int, ...]:
    """Read the header."""
    start = handle.read(_MAGIC)
    if len(start) < _MAGIC or not looks_like_idx(start) or not 1 <= start[3] <= _MOST_AXES:
        raise InputError(
            "an IDX file must begin with 0, 0, its type and its number of axes",
            found=" ".join(str(byte) for byte in start) or "nothing",
            todo="give the published files, for instance train-images-idx3-ubyte",
            file=path,
        )
    if start[2] != _UNSIGNED_BYTE:
        raise InputError(
            "an IDX file must hold unsigned bytes (type 8)",
            found=f"type {start[2]} ({_TYPES[start[2]]})",
            todo="save it as unsigned bytes, 0..255",
            file=path,
        )
    lengths = handle.read(4 * start[3])
    if len(lengths) < 4 * start[3]:
        raise InputError(
            "an IDX file must have a whole header", found="it ends in it", todo="download it again", file=path
        )
    return struct.unpack(f">{start[3]}I", lengths)


def _written(shape: tuple[int, ...]) -> str:
    return " x ".join(f"{length:,}" for length in shape)
