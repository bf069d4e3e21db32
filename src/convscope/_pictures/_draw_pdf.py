"""A program: tell how many pages the PDF on standard input has, or draw one of them, within limits.

    python _draw_pdf.py SECONDS BYTES [PAGE MAX_PIXELS] < file.pdf

Its answer is a line of JSON, and after it the pixels of the page.
"""

from __future__ import annotations

import contextlib
import json
import sys
from typing import Any

_DPI = 200
_POINTS_AN_INCH = 72


def main(seconds: int, most: int, page: int | None = None, max_pixels: int = 0) -> None:
    """Answer one question."""
    _limit(seconds, most)
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError as error:
        return _answer({"error": f"that cannot be opened: {error}"})
    if page is None:
        return _answer({"pages": len(document)})
    try:
        sheet = document[page]
        width, height = sheet.get_size()
        picture = sheet.render(scale=_scale(width, height, max_pixels)).to_pil()
        pixels = picture.tobytes()
    except (ValueError, IndexError, RuntimeError) as error:  # PdfiumError is a RuntimeError
        return _answer({"error": f"with a page that cannot be drawn: {error}"})
    return _answer({"mode": picture.mode, "size": picture.size}, pixels)


def _limit(seconds: int, most: int) -> None:
    """Let the system end this process when it has taken so much; where it cannot, who asked waits for no longer."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _answer(head: dict[str, Any], pixels: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + pixels)


def _scale(width: float, height: float, max_pixels: int) -> float:
    return float(min(_DPI / _POINTS_AN_INCH, (0.9 * max_pixels / max(width * height, 1.0)) ** 0.5))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
