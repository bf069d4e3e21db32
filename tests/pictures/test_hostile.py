"""Files that are no good: each is one line with the file, the rule and what was found; none is waited for."""

from __future__ import annotations

import contextlib
import io
import os
import socket
import struct
import threading
import time
import warnings
import zlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from convscope._errors import InputError
from convscope._pictures import load_picture

KINDS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF")


def noisy(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    pixels = np.random.default_rng(5).integers(0, 255, (size[1], size[0], 3)).astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, kind)
    return stream.getvalue()


GOOD = {kind: noisy(kind) for kind in KINDS}


def refusal(source, **options) -> str:
    with pytest.raises(InputError) as caught:
        load_picture(source, **options)
    line = str(caught.value)
    assert "\n" not in line
    return line


def png_header(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    end = b"\x00\x00\x00\x00IEND\xaeB`\x82"
    data = b"IDAT" + zlib.compress(bytes(1000))
    body = b""
    for part in (chunk, data):
        body += struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part))
    return b"\x89PNG\r\n\x1a\n" + body + end


@pytest.mark.parametrize("kind", KINDS)
def test_cut_off_anywhere(kind):
    data = GOOD[kind]
    for end in sorted({*range(1, 64), *range(64, len(data), 97)}):
        line = refusal(data[:end], name="cut.bin")
        assert line.startswith("cut.bin: a picture must")


def test_webp_has_a_limit_of_its_own():
    """50 million, as documented."""
    stream = io.BytesIO()
    Image.new("L", (8000, 6300), 200).save(stream, "WEBP", method=0, quality=0)
    with pytest.raises(InputError, match="at most 50,000,000 pixels; found 8000 x 6300"):
        load_picture(stream.getvalue())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_the_last_byte_is_missing(kind):
    assert "ends too early" in refusal(GOOD[kind][:-1])


@pytest.mark.parametrize("size", [(50_000, 50_000), (9_000, 9_000), (2**31 - 1, 2**31 - 1)])
def test_bombs_are_refused_by_their_header(size):
    line = refusal(png_header(*size), name="bomb.png")
    assert line.startswith("bomb.png: a picture")


def test_a_bomb_says_its_size():
    assert "found 9000 x 9000" in refusal(png_header(9_000, 9_000))


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "GIF"])
def test_the_limit_holds_for_every_format(kind):
    assert "at most 1,000 pixels; found 40 x 30" in refusal(GOOD[kind], max_pixels=1_000)


@pytest.mark.parametrize("size", [(1, 64_000_000), (65_536, 10), (60_000_000, 1)])
def test_a_picture_of_one_long_line_is_refused(size):
    """For scaling it down takes gigabytes."""
    stream = io.BytesIO()
    Image.new("L", size, 230).save(stream, "PNG")
    line = refusal(stream.getvalue(), name="line.png")
    assert line.startswith(
        f"line.png: a picture's side may have at most 65,535 pixels; found {size[0]} x {size[1]}; cut it"
    )


def test_a_picture_as_long_as_a_jpeg_can_be_is_read():
    stream = io.BytesIO()
    Image.new("L", (65_535, 3), 230).save(stream, "PNG")
    assert load_picture(stream.getvalue()).size == (65_535, 3)


def test_no_pixels():
    assert "found" in refusal(png_header(0, 0))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "empty"),
        (b"hello, I am text\n", "a text file"),
        (b"<!DOCTYPE html><html></html>", "an HTML page"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "PostScript"),
        (b"\x80\x04\x95\x00", "pickle"),
        (b"PK\x03\x04....", "ZIP"),
        (bytes(5000), "another kind"),
        (b"P5 2 2 255 abcd", "a text file"),
    ],
)
def test_what_is_no_picture_is_named(content, found, tmp_path):
    path = tmp_path / "digit.png"
    path.write_bytes(content)
    line = refusal(path)
    assert line.startswith(str(path))
    assert found in line


def test_the_content_decides_not_the_suffix(tmp_path):
    path = tmp_path / "digit.txt"
    path.write_bytes(GOOD["PNG"])
    assert load_picture(path).size == (40, 30)


def test_missing_folder_pipe_socket_and_device(tmp_path):
    assert "no such file" in refusal(tmp_path / "none.png")
    assert refusal(tmp_path).endswith("a picture must be a regular file; found a folder; give the path of a picture")
    assert refusal(tmp_path).count(str(tmp_path)) == 1
    assert "no such file" in refusal("")
    assert "null" in refusal("nul\0l.png")
    assert "found" in refusal("x" * 5000)
    os.mkfifo(tmp_path / "pipe.png")
    assert "a pipe" in refusal(tmp_path / "pipe.png")
    assert "a device" in refusal("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.png"))
        assert "a socket" in refusal(tmp_path / "socket.png")
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    assert "loop.png" in refusal(tmp_path / "loop.png")


def test_a_name_with_a_newline_stays_one_line(tmp_path):
    path = tmp_path / "two\nlines\x1b[31m.png"
    path.write_bytes(b"no picture")
    line = refusal(path)
    assert "two\\nlines" in line
    assert "\x1b" not in line


def test_a_file_over_the_limit_is_not_read(tmp_path):
    path = tmp_path / "large.png"
    with path.open("wb") as handle:
        handle.truncate(50_000_000_000)
    assert "at most 200 MB" in refusal(path)
    assert "at most" in refusal(io.BytesIO(bytes(2000)), max_bytes=1000)


class Slowly(io.RawIOBase):
    """A file that gives a few bytes at a time, as a socket does."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readinto(self, buffer):
        chunk = self._data.read(min(7, len(buffer)))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def readable(self) -> bool:
        return True


def test_every_open_file_that_gives_bytes():
    data = GOOD["PNG"]
    for source in (io.BytesIO(data), Slowly(data), bytearray(data), memoryview(data)):
        assert load_picture(source).size == (40, 30)


def test_open_files_that_give_none(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(GOOD["JPEG"])
    with path.open() as as_text:
        assert "found one opened as text; open it with mode 'rb'" in refusal(as_text, name="photo.jpg")
    assert "found one opened as text" in refusal(io.StringIO("words"))
    assert "found an error: I/O operation on closed file" in refusal(as_text)
    with path.open("ab") as write_only:
        assert "found an error: read" in refusal(write_only)
    closed = io.BytesIO()
    closed.close()
    assert "found an error: I/O operation on closed file" in refusal(closed)


def test_exif_garbage_does_not_make_the_pixels_bad():
    for garbage in (b"Exif\0\0", b"Exif\0\0" + b"II*\x00\xff\xff\xff\xff", b"Exif\0\0MM\0*" + bytes(range(256)) * 20):
        for kind in ("JPEG", "PNG", "WEBP"):
            stream = io.BytesIO()
            Image.open(io.BytesIO(GOOD[kind])).save(stream, kind, exif=garbage)
            assert load_picture(stream.getvalue()).size == (40, 30)


def test_a_jpeg_of_a_thousand_scans():
    data = GOOD["JPEG"]
    scan = data.index(b"\xff\xda")
    assert "at most 64 scans" in refusal(data[:scan] + data[scan:-2] * 1000 + b"\xff\xd9")


@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_bytes_give_a_picture_or_one_line(data):
    content = bytearray(GOOD[data.draw(st.sampled_from(KINDS))])
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, min(len(content) - 1, 400)))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(InputError):
        assert load_picture(bytes(content), max_pixels=1_000_000).mode in {"L", "RGB"}


def test_threads_do_not_disturb_the_filters_of_warnings():
    before = list(warnings.filters)
    stop = time.monotonic() + 0.5

    def work() -> None:
        while time.monotonic() < stop:
            load_picture(GOOD["TIFF"])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert warnings.filters == before
