"""Reading a picture as tutorials do: one threshold, cut the pieces out, shrink each to 28 x 28, ask the network.

The other way that a network of one's own can be used on a photograph; `recognisers.py --models` measures both.
"""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image

from convscope.glass import GlassModel

LEAST = 0.001
"""Pieces of less than this share of the picture are dust."""


def read_as_tutorials_do(model: GlassModel, picture: Image.Image, *, single: bool) -> str:
    """Return the digits in lines; of a picture of one digit the whole picture's.

    Args:
        model: takes (n, 28, 28, 1) pixels.
        picture: upright.
        single: it shows one digit.
    """
    grey = np.asarray(picture.convert("L"))
    if np.median(grey) > 127:
        grey = 255 - grey
    if single:
        return _asked(model, [grey])
    _, mask = cv2.threshold(cv2.GaussianBlur(grey, (5, 5), 0), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = [cv2.boundingRect(outline) for outline in outlines]
    boxes = [box for box in boxes if box[2] * box[3] >= LEAST * mask.size]
    lines: list[list[tuple[int, ...]]] = []
    for box in sorted(boxes, key=lambda box: box[1] + box[3] / 2):
        last = lines[-1][-1] if lines else None
        if last is not None and box[1] + box[3] / 2 < last[1] + last[3]:
            lines[-1].append(tuple(box))
        else:
            lines.append([tuple(box)])
    texts = []
    for line in lines:
        cut = [grey[top : top + height, left : left + width] for left, top, width, height in sorted(line)]
        texts.append(_asked(model, cut))
    return "\n".join(texts)


def _asked(model: GlassModel, pieces: list[np.ndarray]) -> str:
    images = np.stack([cv2.resize(piece, (28, 28), interpolation=cv2.INTER_AREA) for piece in pieces])
    return "".join(str(digit) for digit in model.predict(images[..., None]).argmax(axis=1))
