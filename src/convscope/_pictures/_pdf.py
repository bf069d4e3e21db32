"""PDF, what scanners make; it needs a package of its own, and draws in a process of its own.

A page may hold anything: forms within forms, millions of strokes. PDFium draws without an end or a limit, so a process
draws that the system ends when it has taken too much.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from PIL import Image

from convscope._errors import InputError
from convscope._optional import require
from convscope._pictures._decode import check_size
from convscope._pictures._format import damaged

_DRAWING = Path(__file__).with_name("_draw_pdf.py")
_PROCESSOR_SECONDS, _SECONDS, _BYTES = 5, 20, 1_000_000_000
"""What a page may take; one of a scanner takes a tenth of it."""


def pdf_pages(data: bytes, *, label: str | None) -> int:
    """Return how many pages a PDF file has, at least one."""
    pages, _ = _asked(data, label=label)
    if not pages["pages"]:
        raise InputError("a PDF must have a page", found="none", todo="export it again", file=label)
    return int(pages["pages"])


def decode_pdf(data: bytes, *, label: str | None, max_pixels: int, page: int = 0) -> Image.Image:
    """Draw a page of a PDF file at 200 dots an inch, or with fewer if the page is huge."""
    head, pixels = _asked(data, str(page), str(max_pixels), label=label)
    width, height = head["size"]
    check_size((width, height), label=label, max_pixels=max_pixels)
    return Image.frombytes(head["mode"], (width, height), pixels)


def _asked(data: bytes, *question: str, label: str | None) -> tuple[dict[str, Any], bytes]:
    """Ask the drawing process, and return its answer's head and pixels."""
    require("pypdfium2", extra="pdf", file=label)
    limits = [str(_PROCESSOR_SECONDS), str(_BYTES)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-P", str(_DRAWING), *limits, *question],
            input=data,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        raise _too_much(label) from None
    first, _, pixels = done.stdout.partition(b"\n")
    if done.returncode or not first:
        raise _too_much(label)
    head: dict[str, Any] = json.loads(first)
    if "error" in head:
        raise damaged(f"a PDF file {head['error']}", label=label)
    return head, pixels


def _too_much(label: str | None) -> InputError:
    return InputError(
        f"a PDF page must be drawn within {_PROCESSOR_SECONDS} seconds of processor time and "
        f"{_BYTES / 1e9:.0f} GB of memory",
        found="one that takes more",
        todo="export the page as a picture",
        file=label,
    )
