"""RapidOCR reads pictures: `recognisers.py` starts it. Its networks lie in its wheel.

A single digit is given to its recogniser whole, without its search for lines and without its judgement which way up
it is. Of all that it reads the digits are kept.
"""

from __future__ import annotations

from typing import Any

from picture_turns import digits_of, read_pictures
from rapidocr_onnxruntime import RapidOCR


def in_lines(found: list[Any]) -> str:
    """Set the boxes found in lines: a box whose middle lies within the height of a line's first box is on that line."""
    lines: list[list[tuple[float, float, float, str]]] = []
    for corners, text, _ in sorted(found, key=lambda item: min(y for _, y in item[0])):
        top, bottom = min(y for _, y in corners), max(y for _, y in corners)
        box = (min(x for x, _ in corners), top, bottom, digits_of(text))
        line = next((line for line in lines if line[0][1] <= (top + bottom) / 2 <= line[0][2]), None)
        if line is None:
            lines.append([box])
        else:
            line.append(box)
    texts = ("".join(text for *_, text in sorted(line)) for line in lines)
    return "\n".join(text for text in texts if text)


def main() -> None:
    engine = RapidOCR()

    def read(file: str, kind: str) -> str:
        if kind == "singles":
            found, _ = engine(file, use_det=False, use_cls=False, use_rec=True)
            return digits_of("".join(text for text, _ in found or ()))
        found, _ = engine(file)
        return in_lines(found or [])

    read_pictures(read)


if __name__ == "__main__":
    main()
