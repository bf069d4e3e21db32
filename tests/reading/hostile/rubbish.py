"""More than a thousand files that are no good, each in its own way; everything is made here and drawn from one seed."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

KINDS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "TIFF": ".tif", "BMP": ".bmp", "GIF": ".gif"}
PLACES = 130
"""So many places, in each format, at which a file is cut off."""


def picture(kind: str, **options: object) -> bytes:
    """Return a good file: noise, so that no part of it is empty."""
    pixels = np.random.default_rng(3).integers(0, 255, (48, 60, 3)).astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, kind, **options)
    return stream.getvalue()


def truncated() -> dict[str, bytes]:
    """Files cut off at every byte of their beginnings, and evenly up to their ends."""
    files = {}
    for kind, suffix in KINDS.items():
        data = picture(kind)
        near = range(1, PLACES // 2)
        far = np.linspace(PLACES // 2, len(data) - 2, PLACES // 2).astype(int)
        for end in sorted({*near, *map(int, far)}):
            files[f"cut-{kind}-{end}{suffix}"] = data[:end]
    return files


def png(width: int, height: int, depth: int = 8, colour: int = 2, body: bytes = b"") -> bytes:
    """Return a PNG file whose header says what it likes."""
    chunks = [
        b"IHDR" + struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0),
        b"IDAT" + zlib.compress(body or bytes(1000)),
        b"IEND",
    ]
    packed = (struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def bmp(width: int, height: int) -> bytes:
    """Return a BMP file whose header says what it likes."""
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 2835, 2835, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + 3000, 0, 0, 54) + header + bytes(3000)


def gif(width: int, height: int) -> bytes:
    """Return a GIF file whose screen is of any size."""
    data = bytearray(picture("GIF"))
    data[6:10] = struct.pack("<HH", width, height)
    place = data.index(b"\x2c", 13 + 3 * 256)
    data[place + 5 : place + 9] = struct.pack("<HH", width, height)
    return bytes(data)


def bombs() -> dict[str, bytes]:
    """Small files of very many pixels."""
    sizes = [(50_000, 50_000), (2**31 - 1, 2**31 - 1), (65_535, 65_535), (1, 2**31 - 1), (9_000, 9_000), (8_001, 8_000)]
    files = {f"bomb-{w}x{h}.png": png(w, h) for w, h in sizes}
    files |= {f"bomb-{w}x{h}.bmp": bmp(w, h) for w, h in [(50_000, 50_000), (9_000, 9_000), (-5, 7), (30_000, -30_000)]}
    files |= {f"bomb-{w}x{h}.gif": gif(w, h) for w, h in [(50_000, 50_000), (65_535, 65_535)]}
    zeros = zlib.compress(bytes(40_000_000), 9)
    files["deflated.png"] = png(8_000, 8_000, 8, 0, b"")[:33] + b"\x00\x00\x00\x00IEND\xaeB`\x82"
    part = b"IDAT" + zeros
    whole = struct.pack(">I", len(zeros)) + part + struct.pack(">I", zlib.crc32(part))
    text = b"zTXt" + b"a\x00\x00" + zeros
    note = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    end = b"\x00\x00\x00\x00IEND\xaeB`\x82"
    files["too-little.png"] = png(7_900, 7_900, 8, 2)[:33] + whole + end
    files["text-bomb.png"] = png(10, 10)[:33] + note + end
    files["one-row.png"] = png(64_000_000, 1, 8, 0, bytes(64_000_001))
    scan = picture("JPEG")
    start = scan.index(b"\xff\xda")
    files["thousand-scans.jpg"] = scan[:start] + scan[start:-2] * 1000 + b"\xff\xd9"
    return files


def no_size() -> dict[str, bytes]:
    """Pictures without pixels, and files without bytes."""
    files = {f"none-{w}x{h}.png": png(w, h) for w, h in [(0, 0), (0, 10), (10, 0)]}
    files |= {f"none-{w}x{h}.bmp": bmp(w, h) for w, h in [(0, 0), (0, 10)]}
    return files | {f"empty{suffix}": b"" for suffix in (*KINDS.values(), ".pdf", ".heic")}


def not_finite() -> dict[str, bytes]:
    """Float TIFF files that hold NaN or infinity."""
    files = {}
    for name, value in (("nan", np.nan), ("inf", np.inf), ("minus-inf", -np.inf)):
        for place in (0, 5, -1):
            pixels = np.full((20, 30), 0.5, np.float32)
            pixels.flat[place] = value
            stream = io.BytesIO()
            Image.fromarray(pixels).save(stream, "TIFF")
            files[f"{name}{place}.tif"] = stream.getvalue()
    return files


OTHERS = {
    "drawing.svg": b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    "drawing.png": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "page.jpg": b"<!DOCTYPE html><html><body>404</body></html>",
    "page.html": b"<html><img src='x'></html>",
    "text.png": b"this is a text\n" * 50,
    "pickle.jpg": b"\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00}\x94.",
    "archive.png": b"PK\x03\x04" + bytes(100),
    "array.tif": b"\x93NUMPY\x01\x00v\x00" + bytes(200),
    "program.bmp": b"\x7fELF" + bytes(300),
    "script.pdf": b"%!PS-Adobe-3.0\n",
    "broken.pdf": b"%PDF-1.7\n1 0 obj\n<<>>\n",
    "video.heic": b"\x00\x00\x00\x18ftypmp42" + bytes(100),
    "nothing.heic": b"\x00\x00\x00\x18ftypheic" + bytes(100),
    "zeros.png": bytes(10_000),
    "name\nwith\nlines.png": b"no picture",
    "red\x1b[31m.jpg": b"no picture",
    "-dash.png": b"no picture",
    "sp ace %s {x}.png": b"no picture",
    "\u202egnp.exe.png": b"no picture",
}


def damaged() -> dict[str, bytes]:
    """Good files whose inner bytes were overwritten such that they cannot be decoded."""
    files, rng = {}, np.random.default_rng(4)
    for number in range(60):
        data = bytearray(picture("PNG"))
        start = int(rng.integers(60, len(data) - 200))
        data[start : start + 40] = rng.integers(0, 256, 40).astype(np.uint8).tobytes()
        files[f"damaged-{number}.png"] = bytes(data)
    for number in range(60):
        tiff = bytearray(picture("TIFF"))
        place = int.from_bytes(tiff[4:8], "little")
        tiff[place : place + 14 + number] = rng.integers(1, 256, 14 + number).astype(np.uint8).tobytes()
        files[f"damaged-{number}.tif"] = bytes(tiff)
    for number in range(40):
        webp = picture("WEBP", lossless=True)
        files[f"damaged-{number}.webp"] = webp[:20] + rng.integers(0, 256, len(webp) - 20).astype(np.uint8).tobytes()
    return files


def wrong_suffixes() -> dict[str, bytes]:
    """Truncated files whose suffix says another format."""
    suffixes = list(KINDS.values())
    return {
        f"wrong-{kind}{suffix}": picture(kind)[: len(picture(kind)) // 2]
        for kind in KINDS
        for suffix in suffixes
        if suffix != KINDS[kind]
    }


def write_all(folder: Path) -> list[Path]:
    """Write all files, a FIFO, folders and links among them; return their paths."""
    files = truncated() | bombs() | no_size() | not_finite() | OTHERS | damaged() | wrong_suffixes()
    paths = []
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content)
        paths.append(path)
    os.mkfifo(folder / "pipe.png")
    (folder / "link.png").symlink_to(folder / "link.png")
    (folder / "gone.png").symlink_to(folder / "nowhere")
    (folder / "folder.png").mkdir()
    with (folder / "huge.jpg").open("wb") as handle:
        handle.truncate(50_000_000_000)
    return [*paths, *(folder / name for name in ("pipe.png", "link.png", "gone.png", "folder.png", "huge.jpg"))]
