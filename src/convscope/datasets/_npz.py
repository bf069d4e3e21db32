"""NumPy's .npz with the four arrays of Keras's own files; never unpickled."""

from __future__ import annotations

import os
import zipfile
import zlib
from pathlib import Path
from typing import IO

import numpy as np

from convscope._errors import InputError
from convscope.datasets._arrays import Part, from_arrays
from convscope.datasets._dataset import Dataset
from convscope.datasets._npy import LONGEST_HEADER, NpyHeader, read_npy_header
from convscope.datasets._regular import MOST_DEFLATE, check_memory, open_regular, unreadable

_TRAIN = ("x_train", "y_train")
_TEST = ("x_test", "y_test")
_SINGLE = ("x", "y")
_NAMES = "class_names"
_SHOWN = 8
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


def load_npz(path: Path, *, test_split: float, seed: int) -> Dataset:
    """Load a `.npz` file with `x_train, y_train, x_test, y_test`, or with `x_train, y_train` or `x, y` alone.

    A further text array `class_names` names the classes. Without a test part a stratified one is made.

    Args:
        path: the file, as `numpy.savez` or `numpy.savez_compressed` writes it.
        test_split: the fraction that becomes the test part where there is none.
        seed: where the random numbers of that start.

    Raises:
        InputError: no such file, arrays missing, of a wrong kind or too large.
    """
    with open_regular(path) as handle, _opened(handle, path) as archive:
        names = {name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")}
        train, test = _keys(names, path)
        keys = (*train, *(test or ()), *((_NAMES,) if _NAMES in names else ()))
        headers = {key: _header(archive, key, path, os.fstat(handle.fileno()).st_size) for key in keys}
        check_memory(sum(header.size for header in headers.values()), "arrays", path)
        arrays = {key: _array(archive, key, headers[key], path) for key in keys}
    return from_arrays(
        Part(arrays[train[0]], arrays[train[1]], train),
        None if test is None else Part(arrays[test[0]], arrays[test[1]], test),
        file=path,
        class_names=_class_names(arrays.get(_NAMES), path),
        test_split=test_split,
        seed=seed,
    )


def _opened(handle: IO[bytes], path: Path) -> zipfile.ZipFile:
    """Open the archive, without reading any array."""
    try:
        return zipfile.ZipFile(handle)
    except zipfile.BadZipFile as error:
        raise _broken(path, EOFError("a damaged archive, or one that ends too early")) from error
    except _DAMAGED as error:
        raise _broken(path, error) from error


def _keys(names: set[str], path: Path) -> tuple[tuple[str, str], tuple[str, str] | None]:
    """Tell which arrays are the training part and which the test part."""
    if names.issuperset(_TRAIN) and names.issuperset(_TEST):
        return _TRAIN, _TEST
    if names.issuperset(_TRAIN) and names.isdisjoint(_TEST):
        return _TRAIN, None
    if names.issuperset(_SINGLE) and names.isdisjoint((*_TRAIN, *_TEST)):
        return _SINGLE, None
    listed = sorted(names)
    raise InputError(
        "a .npz dataset must hold x_train, y_train, x_test, y_test (or x_train, y_train; or x, y)",
        found=", ".join(listed[:_SHOWN]) + (" ..." if len(listed) > _SHOWN else "") or "no array",
        todo="numpy.savez_compressed(path, x_train=..., y_train=..., x_test=..., y_test=...)",
        file=path,
    )


def _header(archive: zipfile.ZipFile, key: str, path: Path, file_size: int) -> NpyHeader:
    """Read one array's header and check what it promises, before anything of that size is made."""
    try:
        member = archive.getinfo(f"{key}.npy")
        with archive.open(member) as handle:
            header = read_npy_header(handle.read(LONGEST_HEADER), key=key, file=path)
    except InputError:
        raise
    except _DAMAGED as error:
        raise _broken(path, error) from error
    if header.size + header.length != member.file_size or (
        member.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} and header.size > file_size * MOST_DEFLATE
    ):
        raise InputError(
            f"{key} must hold what its header promises",
            found=f"{header.size:,} bytes promised, {member.file_size - header.length:,} there",
            todo="save the file again",
            file=path,
        )
    return header


def _array(archive: zipfile.ZipFile, key: str, header: NpyHeader, path: Path) -> np.ndarray:
    """Read one array whose header was checked."""
    try:
        with archive.open(f"{key}.npy") as handle:
            handle.read(header.length)
            content = handle.read(header.size)
            handle.read(1)  # the end, where the checksum is compared
        array = np.frombuffer(content, header.dtype, count=header.elements)
    except _DAMAGED as error:
        raise _broken(path, error) from error
    return array.reshape(header.shape, order="F" if header.fortran else "C")


def _class_names(names: np.ndarray | None, path: Path) -> tuple[str, ...] | None:
    """Return the names of the classes."""
    if names is None:
        return None
    if names.ndim != 1 or names.dtype.kind != "U" or len(set(names.tolist())) != len(names):
        raise InputError(
            f"{_NAMES} must be a list of different texts",
            found=f"{names.dtype} {names.shape}",
            todo="save numpy.array([...]) with one name a class, or leave it out",
            file=path,
        )
    return tuple(names.tolist())


def _broken(path: Path, error: Exception) -> InputError:
    """Say that the archive is damaged, or that it could not be read."""
    if isinstance(error, OSError) and error.errno is not None:
        return unreadable(path, error)
    return InputError(
        "a .npz file must be a whole zip archive of arrays",
        found=str(error) or "one that ends too early",
        todo="save the file again",
        file=path,
    )
