"""Which format the content has, and whether its end is there; suffixes are never believed."""

from __future__ import annotations

from convscope._errors import InputError, WrongKindError

_ALLOWED = "a picture must be JPEG, PNG, WebP, TIFF, BMP or GIF (with extras HEIC or PDF)"
_SIGNATURES = (
    ("JPEG", b"\xff\xd8\xff"),
    ("PNG", b"\x89PNG\r\n\x1a\n"),
    ("TIFF", b"II*\x00"),
    ("TIFF", b"MM\x00*"),
    ("TIFF", b"II+\x00"),
    ("TIFF", b"MM\x00+"),
    ("GIF", b"GIF87a"),
    ("GIF", b"GIF89a"),
    ("BMP", b"BM"),
    ("PDF", b"%PDF-"),
)
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
# What people hand over by mistake, so that the line can say what it is.
_OTHERS = (
    (b"%!PS", "PostScript"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x80\x04", "a Python pickle"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"\x7fELF", "a program"),
    (b"8BPS", "a Photoshop document"),
    (b"\x00\x00\x01\x00", "an icon"),
)
_PNG_END = b"IEND\xaeB`\x82"
# A progressive JPEG has about ten scans; thousands of them in a few kilobytes would keep the decoder busy for minutes.
_MOST_SCANS = 64


def recognise(data: bytes, *, label: str | None) -> str:
    """Return the format of `data`: "JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "HEIC" or "PDF"."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return "HEIC"
    for kind, signature in _SIGNATURES:
        if data.startswith(signature):
            return kind
    raise WrongKindError(_ALLOWED, found=_describe(data), todo="save or export it as PNG or JPEG", file=label)


def _describe(data: bytes) -> str:
    """Say in words what content that is no picture seems to be."""
    for signature, words in _OTHERS:
        if data.startswith(signature):
            return words
    if data[4:8] == b"ftyp":
        return "a video or a picture of another family (AVIF, MP4)"
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start:
        return "an SVG drawing"
    if start.startswith((b"<!doctype html", b"<html")):
        return "an HTML page"
    if not set(data[:2048]) - set(range(32, 127)) - {9, 10, 12, 13}:
        return "a text file"
    return "a file of another kind"


def check_whole(data: bytes, kind: str, *, label: str | None) -> None:
    """Refuse a file whose end is missing, and a JPEG made to keep the decoder busy."""
    if kind == "JPEG":
        _check_scans(data, label=label)
        whole = data.rfind(b"\xff\xd9") > data.rfind(b"\xff\xda")
    elif kind == "PNG":
        whole = _PNG_END in data[-4096:]
    elif kind == "GIF":
        whole = data.rstrip(b"\x00\r\n\x1a").endswith(b";")
    elif kind == "WEBP":
        whole = len(data) >= int.from_bytes(data[4:8], "little") + 8
    else:
        whole = True  # Pillow notices: the pixels or the directory are missing.
    if not whole:
        raise damaged(f"a {kind} file that ends too early", label=label)


def _check_scans(data: bytes, *, label: str | None) -> None:
    scans = data.count(b"\xff\xda")
    if scans > _MOST_SCANS:
        raise InputError(
            f"a JPEG may have at most {_MOST_SCANS} scans",
            found=f"{scans:,}",
            todo="save it again as PNG or JPEG",
            file=label,
        )


def damaged(found: object, *, label: str | None) -> InputError:
    """Make the error for a picture that cannot be decoded."""
    return InputError("a picture must be whole and undamaged", found=found, todo="save or copy it again", file=label)
