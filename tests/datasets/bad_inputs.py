"""Every way in which a data set can be wrong: a maker, and words its message must hold.

A maker gets an empty folder and returns the path to load. The file that the message must name is that path, unless
the maker returns a pair: the path to load, the file to name.
"""

from __future__ import annotations

import gzip
import io
import os
import pickle
import socket
import struct
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.lib import format as npy
from tests.datasets.makers import IDX_NAMES, arrays, idx_bytes, write_idx_folder, write_npz, write_pictures

if TYPE_CHECKING:
    from collections.abc import Callable

    Maker: TypeAlias = Callable[[Path], Path | tuple[Path, Path]]

CASES: dict[str, tuple[Maker, str]] = {}


def case(words: str) -> Callable[[Maker], Maker]:
    """Register a maker under its name."""

    def register(maker: Maker) -> Maker:
        CASES[maker.__name__] = (maker, words)
        return maker

    return register


def _file(folder: Path, content: bytes, name: str = "data.npz") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _idx(folder: Path, content: bytes, which: int = 0, suffix: str = "") -> tuple[Path, Path]:
    """Write a good IDX folder in which one file is replaced."""
    place = write_idx_folder(folder / "idx")
    (place / IDX_NAMES[which]).unlink()
    return place, _file(place, content, IDX_NAMES[which] + suffix)


def _zip(folder: Path, members: dict[str, bytes]) -> Path:
    """Write a good .npz in which some members are replaced by raw bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, array in arrays().items():
            member = io.BytesIO()
            npy.write_array(member, array)
            archive.writestr(f"{key}.npy", members.get(key, member.getvalue()))
    return _file(folder, buffer.getvalue())


def _npy_header(shape: str, descr: str = "'|u1'") -> bytes:
    header = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header) + 1) + header + b"\n"


# Paths.


@case("nothing there")
def missing(folder: Path) -> Path:
    return folder / "not-here"


@case("nothing there")
def a_name_with_a_newline(folder: Path) -> Path:
    return folder / "two\nlines\x1b[31m"


@case("too long")
def a_name_too_long(folder: Path) -> Path:
    return folder / ("x" * 300)


@case("symbolic links")
def a_symlink_loop(folder: Path) -> Path:
    (folder / "loop").symlink_to(folder / "loop")
    return folder / "loop"


@case("a folder of images must hold one folder a class; found an empty folder")
def an_empty_folder(folder: Path) -> Path:
    return folder


@case("a device file")
def a_device(folder: Path) -> Path:
    (folder / "zero").symlink_to("/dev/zero")
    return folder / "zero"


@case("a pipe")
def a_fifo(folder: Path) -> Path:
    os.mkfifo(folder / "fifo")
    return folder / "fifo"


@case("a socket")
def a_socket(folder: Path) -> Path:
    here = Path.cwd()
    os.chdir(folder)  # the name of a socket may be no longer than 107 bytes
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("socket")
    finally:
        os.chdir(here)
    return folder / "socket"


# One file.


@case("empty file")
def an_empty_file(folder: Path) -> Path:
    return _file(folder, b"")


@case("a text file")
def a_text_file(folder: Path) -> Path:
    return _file(folder, "标签,1,2\n".encode() * 200)


@case("a pickle")
def a_pickle(folder: Path) -> Path:
    return _file(folder, pickle.dumps(arrays()), "data.pkl")


@case("a single array")
def a_single_npy(folder: Path) -> Path:
    np.save(folder / "x.npy", arrays()["x_train"])
    return folder / "x.npy"


@case("one picture")
def one_picture(folder: Path) -> Path:
    return write_pictures(folder / "one", 1) / "1.png"


@case("folder that holds the four IDX files")
def one_idx_file(folder: Path) -> Path:
    return _file(folder, idx_bytes(arrays()["x_train"]))


@case("data of another kind")
def noise(folder: Path) -> Path:
    return _file(folder, bytes(range(255, -1, -1)) * 20)


# .npz.


@case("whole zip archive")
def npz_truncated(folder: Path) -> Path:
    path = write_npz(folder / "data.npz")
    path.write_bytes(path.read_bytes()[:-200])
    return path


@case("whole zip archive")
def npz_with_a_flipped_bit(folder: Path) -> Path:
    path = folder / "data.npz"
    np.savez(path, **arrays())  # type: ignore[arg-type] # NumPy's stub takes the second keyword for a flag
    content = bytearray(path.read_bytes())
    content[200] ^= 1  # in the pixels of x_train
    path.write_bytes(content)
    return path


@case("found a, b")
def npz_with_other_keys(folder: Path) -> Path:
    np.savez(folder / "data.npz", a=np.zeros(2), b=np.zeros(2))
    return folder / "data.npz"


@case("x_train, y_train, x_test, y_test")
def npz_without_y_test(folder: Path) -> Path:
    return write_npz(folder / "data.npz", y_test=None)


@case("no array")
def a_zip_of_something_else(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "data.npz", "w") as archive:
        archive.writestr("readme.txt", "hello")
    return folder / "data.npz"


@case("pickled Python objects, which are never loaded")
def npz_with_objects(folder: Path) -> Path:
    return write_npz(folder / "data.npz", y_train=np.array([{}, None] * 6, object))


@case("found 100,000,000,000 bytes promised")
def npz_header_promises_too_much(folder: Path) -> Path:
    return _zip(folder, {"x_train": _npy_header("(1000000, 1000, 100)") + bytes(100)})


@case("bytes promised")
def npz_directory_and_header_promise_too_much(folder: Path) -> Path:
    header = _npy_header("(1000000, 1000, 100)")
    path = _zip(folder, {"x_train": header})
    honest, lie = struct.pack("<I", len(header)), struct.pack("<I", 0xFFFFFFF0)
    content = path.read_bytes()
    start = content.index(b"PK\x01\x02")
    path.write_bytes(content[: start + 24] + content[start + 24 :].replace(honest, lie, 1))
    return path


@case("x_train must be a NumPy array")
def npz_with_a_damaged_header(folder: Path) -> Path:
    return _zip(folder, {"x_train": _npy_header("(((((")})


@case("x_train must be a NumPy array")
def npz_member_that_is_no_array(folder: Path) -> Path:
    return _zip(folder, {"x_train": b"hello"})


@case("x_train must hold numbers")
def npz_structured(folder: Path) -> Path:
    return write_npz(folder / "data.npz", x_train=np.zeros((12, 5, 4), [("a", "u1")]))


@case("must be finite")
def nan(folder: Path) -> Path:
    images = arrays()["x_train"].astype(np.float32)
    images[3, 2, 1] = np.nan
    return write_npz(folder / "data.npz", x_train=images)


@case("found 2 NaN or infinite values")
def infinity(folder: Path) -> Path:
    images = arrays()["x_train"].astype(np.float32)
    images[3, 2, 1:3] = np.inf
    return write_npz(folder / "data.npz", x_train=images)


@case("whole numbers")
def fractions(folder: Path) -> Path:
    return write_npz(folder / "data.npz", x_train=arrays()["x_train"] / np.float32(2.5))


@case("found -1..1; save the grey values")
def images_scaled_already(folder: Path) -> Path:
    return write_npz(folder / "data.npz", x_train=arrays()["x_train"] / np.float32(127.5) - 1)


@case("must have one range")
def parts_of_two_ranges(folder: Path) -> Path:
    return write_npz(folder / "data.npz", x_train=arrays()["x_train"] / np.float32(255))


@case("lie in 0..255; found 0..65535")
def sixteen_bits(folder: Path) -> Path:
    images = arrays()["x_train"].astype(np.uint16)
    images[0, 0, :2] = 0, 65535
    return write_npz(folder / "data.npz", x_train=images)


@case("found type complex128")
def complex_images(folder: Path) -> Path:
    return write_npz(folder / "data.npz", x_train=arrays()["x_train"] * 1j)


@case("x.reshape(-1, height, width)")
def flat_images(folder: Path) -> Path:
    return write_npz(folder / "data.npz", x_train=arrays()["x_train"].reshape(12, 20))


@case("x.transpose(0, 2, 3, 1)")
def channels_first(folder: Path) -> Path:
    return write_npz(folder / "data.npz", x_train=np.zeros((12, 3, 5, 4), np.uint8))


@case("shape (12, 0, 4)")
def images_without_rows(folder: Path) -> Path:
    return write_npz(folder / "data.npz", x_train=np.zeros((12, 0, 4), np.uint8))


@case("training and test images must have one size; found 5 x 4 x 1 and 6 x 4 x 1")
def parts_of_two_sizes(folder: Path) -> Path:
    return write_npz(folder / "data.npz", x_test=np.zeros((6, 6, 4), np.uint8))


@case("a dataset must have at least 2 classes")
def no_images(folder: Path) -> Path:
    return write_npz(folder / "data.npz", x_train=np.zeros((0, 5, 4), np.uint8), y_train=np.zeros(0, int))


# Labels.


@case("y_train must hold one label an image; found 10 labels for 12 images; write both from the same list")
def labels_short(folder: Path) -> Path:
    return write_npz(folder / "data.npz", y_train=np.arange(10) % 3)


@case("y_train must hold integers; found 0.5")
def labels_with_fractions(folder: Path) -> Path:
    return write_npz(folder / "data.npz", y_train=np.arange(12) / 2)


@case("y_train must hold integers; found nan")
def labels_nan(folder: Path) -> Path:
    return write_npz(folder / "data.npz", y_train=np.full(12, np.nan))


@case("y_train must hold integers; found type <U1")
def labels_text(folder: Path) -> Path:
    return write_npz(folder / "data.npz", y_train=np.array(list("abc" * 4)))


@case("y_train must count from 0; found -1..1")
def labels_negative(folder: Path) -> Path:
    return write_npz(folder / "data.npz", y_train=np.arange(12) % 3 - 1)


@case("y_train must count from 0")
def labels_huge(folder: Path) -> Path:
    return write_npz(folder / "data.npz", y_train=np.arange(12, dtype=np.uint64) + np.uint64(2**63))


@case("argmax")
def labels_one_hot(folder: Path) -> Path:
    return write_npz(folder / "data.npz", y_train=np.eye(3)[np.arange(12) % 3])


@case("found 3 classes up to 3, without 0")
def labels_from_one(folder: Path) -> Path:
    return write_npz(folder / "data.npz", y_train=np.arange(12) % 3 + 1)


@case("found 4 classes up to 9, without 3, 4, 5, 6, 7")
def labels_with_a_gap(folder: Path) -> Path:
    return write_npz(folder / "data.npz", y_train=np.array([0, 1, 2, 9] * 3))


@case("labels in y_test must lie in 0..2")
def test_label_not_trained(folder: Path) -> Path:
    return write_npz(folder / "data.npz", y_test=np.arange(6))


@case("at least 2 classes; found 1 (0)")
def one_class(folder: Path) -> Path:
    return write_npz(folder / "data.npz", y_train=np.zeros(12, int), y_test=np.zeros(6, int))


@case("class_names must be a list of different texts")
def class_names_twice(folder: Path) -> Path:
    return write_npz(folder / "data.npz", class_names=np.array(["a", "a", "b"]))


@case("at least 2 images, one to train and one to test; found one of class b")
def a_class_that_cannot_be_split(folder: Path) -> Path:
    named = np.array(["a", "b"])
    np.savez(folder / "data.npz", x=np.zeros((3, 2, 2), np.uint8), y=np.array([0, 0, 1]), class_names=named)
    return folder / "data.npz"


# IDX.


@case("3,000,000 x 28 x 28 = 2,352,000,000 bytes promised")
def idx_that_promises_2_gb(folder: Path) -> tuple[Path, Path]:
    return _idx(folder, struct.pack(">4B3I", 0, 0, 8, 3, 3_000_000, 28, 28) + bytes(100))


@case("bytes promised")
def idx_gz_that_promises_2_gb(folder: Path) -> tuple[Path, Path]:
    header = struct.pack(">4B3I", 0, 0, 8, 3, 3_000_000, 28, 28)
    return _idx(folder, gzip.compress(header + bytes(100)), suffix=".gz")


@case("at most half of this machine's memory")
def idx_larger_than_memory(folder: Path) -> tuple[Path, Path]:
    place, path = _idx(folder, struct.pack(">4B3I", 0, 0, 8, 3, 1 << 18, 1 << 12, 1 << 12))
    os.truncate(path, 1 << 43)  # sparse: 8 TB that take no room
    return place, path


@case("240 bytes promised, 230 there")
def idx_truncated(folder: Path) -> tuple[Path, Path]:
    return _idx(folder, idx_bytes(arrays()["x_train"])[:-10])


@case("240 bytes promised, more there")
def idx_with_more(folder: Path) -> tuple[Path, Path]:
    return _idx(folder, idx_bytes(arrays()["x_train"]) + b"x")


@case("more there")
def idx_gz_bomb(folder: Path) -> tuple[Path, Path]:
    return _idx(folder, gzip.compress(idx_bytes(arrays()["x_train"]) + bytes(50_000_000)), suffix=".gz")


@case("must be whole")
def idx_gz_truncated(folder: Path) -> tuple[Path, Path]:
    return _idx(folder, gzip.compress(idx_bytes(arrays()["x_train"]))[:-30], suffix=".gz")


@case("must be whole")
def idx_gz_damaged(folder: Path) -> tuple[Path, Path]:
    content = bytearray(gzip.compress(idx_bytes(arrays()["x_train"])))
    content[100] ^= 255
    return _idx(folder, bytes(content), suffix=".gz")


@case("must begin with 0, 0, its type and its number of axes; found 104 101 108 108")
def idx_that_is_text(folder: Path) -> tuple[Path, Path]:
    return _idx(folder, b"hello, world")


@case("unsigned bytes (type 8); found type 13 (float)")
def idx_of_floats(folder: Path) -> tuple[Path, Path]:
    return _idx(folder, idx_bytes(arrays()["x_train"].astype(">f4"), kind=13))


@case("whole header")
def idx_that_ends_in_its_header(folder: Path) -> tuple[Path, Path]:
    return _idx(folder, bytes([0, 0, 8, 3, 0, 0]))


@case("empty file")
def idx_empty(folder: Path) -> tuple[Path, Path]:
    return _idx(folder, b"")


@case("add t10k-labels-idx1-ubyte")
def idx_file_missing(folder: Path) -> Path:
    place = write_idx_folder(folder / "idx")
    (place / IDX_NAMES[3]).unlink()
    return place


@case("keep one set of files")
def idx_sets_mixed(folder: Path) -> Path:
    place = write_idx_folder(folder / "idx")
    _file(place, b"x", "emnist-digits-train-images-idx3-ubyte")
    return place


@case("a folder")
def idx_file_is_a_folder(folder: Path) -> tuple[Path, Path]:
    place = write_idx_folder(folder / "idx")
    (place / IDX_NAMES[0]).unlink()
    (place / IDX_NAMES[0]).mkdir()
    return place, place / IDX_NAMES[0]


@case("one label an image")
def idx_labels_short(folder: Path) -> Path:
    return _idx(folder, idx_bytes(np.zeros(11, np.uint8)), which=1)[0]


# Folders of images.


@case("found pictures without one (3)")
def pictures_without_class_folders(folder: Path) -> Path:
    return write_pictures(folder / "flat", 3)


@case("found no folder and no picture, but package.json")
def a_folder_of_another_program(folder: Path) -> Path:
    _file(folder, b"{}", "package.json")
    return folder


@case("no picture in node_modules")
def a_folder_with_folders_of_another_program(folder: Path) -> Path:
    (folder / "node_modules").mkdir()
    _file(folder / "node_modules", b"x", "index.js")
    return folder


@case("at least 2 classes; found 1 (cats)")
def a_folder_with_one_class(folder: Path) -> Path:
    write_pictures(folder / "cats", 3)
    return folder


@case("class folder must hold pictures")
def an_empty_class(folder: Path) -> tuple[Path, Path]:
    write_pictures(folder / "cats", 3)
    (folder / "dogs").mkdir()
    return folder, folder / "dogs"


@case("all images must have one size (height x width); found 6 x 5")
def pictures_of_two_sizes(folder: Path) -> tuple[Path, Path]:
    write_pictures(folder / "cats", 3)
    write_pictures(folder / "dogs", 2, size=(6, 5))
    return folder, folder / "dogs" / "1.png"


@case("found one of class dogs")
def a_class_with_one_picture(folder: Path) -> Path:
    write_pictures(folder / "cats", 3)
    write_pictures(folder / "dogs", 1)
    return folder


@case("only in the test part: dogs")
def test_class_not_trained(folder: Path) -> Path:
    for place in ("train/cats", "train/cows", "test/cats", "test/dogs"):
        write_pictures(folder / place, 2)
    return folder


@case("test without train")
def test_without_train(folder: Path) -> Path:
    write_pictures(folder / "test" / "cats", 2)
    write_pictures(folder / "test" / "dogs", 2)
    return folder


@case("")
def a_text_file_named_png(folder: Path) -> tuple[Path, Path]:
    write_pictures(folder / "cats", 2)
    write_pictures(folder / "dogs", 2)
    return folder, _file(folder / "dogs", b"hello", "0.png")


@case("")
def a_truncated_picture(folder: Path) -> tuple[Path, Path]:
    write_pictures(folder / "cats", 2)
    path = write_pictures(folder / "dogs", 2) / "2.png"
    path.write_bytes(path.read_bytes()[:-30])
    return folder, path


@case("FIFO")
def a_fifo_named_png(folder: Path) -> tuple[Path, Path]:
    write_pictures(folder / "cats", 2)
    write_pictures(folder / "dogs", 2)
    os.mkfifo(folder / "dogs" / "0.png")
    return folder, folder / "dogs" / "0.png"


@case("")
def a_picture_that_is_a_symlink_loop(folder: Path) -> tuple[Path, Path]:
    write_pictures(folder / "cats", 2)
    path = write_pictures(folder / "dogs", 2) / "0.png"
    path.symlink_to(path)
    return folder, path
