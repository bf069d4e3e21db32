"""Composed pages as people hand them on: turned by a program, cut out tightly, under a heading."""

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading.compose import Page

MOST_DEGREES = 20
MARGINS = (0.05, 0.4)
LARGER = (2.6, 4.5)


def turned(page: Page, rng: np.random.Generator) -> Page:
    """Turn a page as programs do: the picture grows, and its corners are filled with one colour."""
    height, width = page.pixels.shape[:2]
    own = np.median(page.pixels.reshape(height * width, -1), axis=0)
    fills = (np.full_like(own, 255), np.full_like(own, 0), np.full_like(own, rng.integers(256)), own)
    fill = tuple(float(value) for value in fills[int(rng.integers(len(fills)))])
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-MOST_DEGREES, MOST_DEGREES), 1.0)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = (round(width * cosine + height * sine), round(width * sine + height * cosine))
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    pixels = cv2.warpAffine(page.pixels, matrix, size, flags=cv2.INTER_LINEAR, borderValue=fill)
    return Page(np.asarray(pixels), page.text, page.centres @ matrix[:, :2].T + matrix[:, 2])


def cut_out(page: Page, digit_height: int, rng: np.random.Generator) -> Page:
    """Cut a page off close to its digits: what is beside them is a twentieth to two fifths of their height."""
    reach = (0.5 + rng.uniform(*MARGINS, (2, 2))) * digit_height
    left, top = np.maximum(np.floor(page.centres.min(axis=0) - reach[0]).astype(int), 0)
    right, bottom = np.ceil(page.centres.max(axis=0) + reach[1]).astype(int)
    return Page(page.pixels[top:bottom, left:right].copy(), page.text, page.centres - [left, top])


def under_a_heading(heading: Page, page: Page, rng: np.random.Generator) -> Page:
    """Set the heading above the page, or below it, on the same paper and several times as large."""
    times = rng.uniform(*LARGER)
    large = cv2.resize(heading.pixels, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC)
    colours = large.shape[2:]
    paper, own = (np.median(pixels.reshape(-1, *colours), axis=0) for pixels in (large, page.pixels))
    small = np.clip(np.rint(page.pixels + (paper - own)), 0, 255).astype(np.uint8)
    width = max(large.shape[1], small.shape[1])
    both = [
        np.pad(pixels, ((0, 0), (0, width - pixels.shape[1]), *((0, 0),) * len(colours)), mode="edge")
        for pixels in (np.asarray(large), small)
    ]
    texts, centres = [heading.text, page.text], [heading.centres * times, page.centres]
    order = (0, 1) if rng.random() < 0.7 else (1, 0)
    centres[order[1]] = centres[order[1]] + [0, both[order[0]].shape[0]]
    return Page(
        np.concatenate([both[index] for index in order]),
        "\n".join(texts[index] for index in order),
        np.concatenate([centres[index] for index in order]),
    )
