"""From a path or bytes to a glass file that has been looked through."""

from __future__ import annotations

import math
from pathlib import Path

from convscope._errors import InputError
from convscope.glass._contract import (
    INPUT,
    LOGITS,
    METADATA_KEY,
    PROBABILITIES,
    BrokenMetadataError,
    GlassInfo,
    Stored,
    parse_info,
)
from convscope.glass._find import find
from convscope.glass._onnx_file import ForbiddenError, OnnxFile, read
from convscope.glass._wire import BrokenMessageError

_LARGEST = 2**31 - 1
"""Protocol buffers end at 2 GiB."""

_BEGINNINGS = {
    b"PK\x03\x04": "a zip file (a .keras or .npz file?)",
    b"\x89HDF": "an HDF5 file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"version https://git-lfs": "a Git LFS pointer, not the file itself",
}


def open_file(source: Path | str | bytes) -> tuple[OnnxFile, GlassInfo, str | None]:
    """Read a glass file and check it; nothing of it is run.

    Returns:
        The file's parts, what it says about itself, and its name for errors (None for bytes).

    Raises:
        InputError: it is missing or no glass model.
    """
    name = None if isinstance(source, bytes) else str(source)
    if isinstance(source, bytes):
        data = source
    else:
        path = find(source)
        name = str(path)
        data = _read(path)
    try:
        file = read(data)
        if METADATA_KEY not in file.metadata:
            raise _not_glass(name, "an ONNX file without convscope's metadata")
        info = parse_info(file.metadata[METADATA_KEY])
        _compare(file, info)
    except BrokenMessageError as error:
        raise _not_glass(name, _what(data) or f"no ONNX file, or a damaged one: {error}") from error
    except UnicodeDecodeError as error:
        raise _not_glass(name, _what(data) or "no ONNX file, or a damaged one") from error
    except (ForbiddenError, BrokenMetadataError) as error:
        raise _not_glass(name, _what(data) or str(error)) from error
    return file, info, name


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise _not_glass(str(path), f"a file of {size:,} bytes")
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            "a glass model must be readable",
            found=(error.strerror or type(error).__name__).lower(),
            todo="mind the file's permissions",
            file=path,
        ) from error


def _not_glass(name: str | None, found: str) -> InputError:
    return InputError(
        "this must be a glass model, the model.onnx of a run",
        found=found,
        todo="name a run folder, or write one with convscope export",
        file=name,
    )


def _what(data: bytes) -> str:
    """Name what the bytes are when they are something well known."""
    if not data:
        return "an empty file"
    for start, name in _BEGINNINGS.items():
        if data.startswith(start):
            return name
    if data[:1] == b"\x80" and data[-1:] == b".":
        return "a pickle, which is never opened"
    readable = all(byte >= ord(" ") or byte in b"\t\n\r" for byte in data[:512])
    return "a text file" if readable else ""


def _compare(file: OnnxFile, info: GlassInfo) -> None:
    """Hold the metadata against the graph.

    Raises:
        ForbiddenError: they do not fit.
    """
    if [name for name in file.inputs if name not in file.tensors] != [INPUT]:
        raise ForbiddenError(f"the inputs {', '.join(file.inputs) or 'none'} instead of {INPUT}")
    needed = [PROBABILITIES, LOGITS, *(layer.output for layer in info.layers)]
    missing = [name for name in needed if name not in file.outputs]
    if missing:
        raise ForbiddenError(f"no output {missing[0]!r}")
    for layer in info.layers:
        _check_sizes(layer.name, layer.stored, layer.shape)
        for weight in layer.weights:
            _check_sizes(f"{layer.name}/{weight.name}", weight.stored, weight.shape)
            if file.count(weight.tensor) != math.prod(weight.shape):
                raise ForbiddenError(f"tensor {weight.tensor!r} of another size than {list(weight.shape)}")


def _check_sizes(name: str, stored: Stored | None, shape: tuple[int, ...]) -> None:
    if stored is not None and math.prod(stored.split) != math.prod(shape):
        raise ForbiddenError(f"{name} stored as {list(stored.split)} for {list(shape)}")
