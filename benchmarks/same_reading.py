"""How many digits change when the same composed page is handed on otherwise: twice as large, inverted, turned by EXIF.

    python benchmarks/same_reading.py [--model RUN|FILE] [--pages 40] [--seed 3] [--part held|test]

The pages are those of `composed_pages.py`'s first kind; what counts is the edit distance to the page's own reading.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable

import numpy as np
from PIL import Image
from rapidfuzz.distance import Levenshtein

from composed_pages import Composer
from convscope.reading import Reader

# EXIF's numbers for a picture that is stored turned by 90, 180 and 270 degrees, and what stores it so.
ORIENTATIONS = {
    6: Image.Transpose.ROTATE_90,
    3: Image.Transpose.ROTATE_180,
    8: Image.Transpose.ROTATE_270,
}


WAYS = ("NEAREST", "BILINEAR", "BICUBIC", "LANCZOS")


def doubled(way: str) -> Callable[[Image.Image], Image.Image]:
    """Return what enlarges a picture twice as programs do."""
    return lambda picture: picture.resize((2 * picture.width, 2 * picture.height), Image.Resampling[way])


def inverted(picture: Image.Image) -> Image.Image:
    """Make dark light."""
    return Image.fromarray(255 - np.asarray(picture))


def turned(orientation: int) -> Callable[[Image.Image], bytes]:
    """Return what stores a picture turned, with the mark that tells of it."""

    def stored(picture: Image.Image) -> bytes:
        exif = Image.Exif()
        exif[0x0112] = orientation
        file = io.BytesIO()
        picture.transpose(ORIENTATIONS[orientation]).save(file, "PNG", exif=exif)
        return file.getvalue()

    return stored


def main() -> int:
    """Compose, read as they are and changed, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="a run's folder or an ONNX file; by default the shipped network")
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--part", choices=("held", "test"), default="held")
    arguments = parser.parse_args()
    reader, made = Reader(arguments.model), Composer([], [], test=arguments.part == "test")
    changes: dict[str, Callable[[Image.Image], Image.Image | bytes]] = {
        **{f"twice as large, {way.lower()}": doubled(way) for way in WAYS},
        "inverted": inverted,
        **{f"turned, EXIF {number}": turned(number) for number in ORIENTATIONS},
    }
    digits = 0
    changed: dict[str, list[int]] = {name: [] for name in changes}
    for number in range(arguments.pages):
        page = made.digits(np.random.default_rng([arguments.seed, number]))
        own, picture = reader.read(page.pixels).text, Image.fromarray(page.pixels)
        digits += len(page.centres)
        for name, change in changes.items():
            changed[name].append(Levenshtein.distance(own, reader.read(change(picture)).text))
    print(f"{arguments.pages} pages, {digits} digits; digits changed, and on how many pages")
    for name, distances in changed.items():
        print(f"{name:24s} {sum(distances):5d} {sum(distance > 0 for distance in distances):5d}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
