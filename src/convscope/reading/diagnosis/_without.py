"""The network's image with one step of the preparation left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np

from convscope._types import Picture
from convscope.reading._arrays import Mask
from convscope.reading.diagnosis._thin import with_thin_pen
from convscope.reading.form import FINE, Placement, to_digit_form

if TYPE_CHECKING:
    from PIL import Image

    from convscope.reading.single import Prepared

Case: TypeAlias = tuple[str, str, Picture]
"""A name, words, and the image."""


def without_steps(picture: Image.Image, prepared: Prepared, shape: tuple[int, int, int]) -> list[Case]:
    """Return the network's image with each step left out, the worst first: all of them.

    Light ink is not inverted: that step cannot be left out.

    Args:
        picture: the digit and the paper around it, as they were.
        prepared: what was made of it.
        shape: the network's height, width and channels.
    """
    mask = _ink(prepared)
    flat = Placement(centred=False)
    return [
        (
            "only shrunk",
            "the picture made grey and shrunk, as it is: what most people try first",
            _shrunk(picture, shape),
        ),
        *(
            [("not inverted", "dark ink on light paper; MNIST is light on black", 255 - prepared.image)]
            * prepared.inverted
        ),
        ("not scaled", "the digit fills the image; MNIST leaves a border of 4 pixels", _filling(mask, shape)),
        ("not centred", "the digit in the upper left corner", _in_corner(to_digit_form(mask, shape, flat))),
        ("thin strokes", "a pen of one pixel; MNIST's strokes are 2 to 4 wide", _thin(mask, shape)),
    ]


def _ink(prepared: Prepared) -> Mask:
    """Return the digit's ink at a fine resolution."""
    for step in prepared.steps:
        if step.name == "ink":
            return np.asarray(step.image > 0)
    # It was in the network's form already: enlarge that.
    fine = cv2.resize(prepared.image[..., 0], None, fx=FINE, fy=FINE, interpolation=cv2.INTER_CUBIC)
    return np.asarray(fine > 127)  # noqa: PLR2004 - half covered


def _channels(grey: np.ndarray, shape: tuple[int, int, int]) -> Picture:
    return np.repeat(grey[:, :, None], shape[2], axis=2)


def _shrunk(picture: Image.Image, shape: tuple[int, int, int]) -> Picture:
    grey = np.asarray(picture.convert("L"))
    return _channels(cv2.resize(grey, (shape[1], shape[0]), interpolation=cv2.INTER_AREA), shape)


def _filling(mask: Mask, shape: tuple[int, int, int]) -> Picture:
    return to_digit_form(mask, shape, Placement(scaled=False, centred=False))


def _in_corner(image: Picture) -> Picture:
    rows, columns = np.flatnonzero(image.max(axis=(1, 2))), np.flatnonzero(image.max(axis=(0, 2)))
    return np.roll(image, (-int(rows[0]), -int(columns[0])), axis=(0, 1))


def _thin(mask: Mask, shape: tuple[int, int, int]) -> Picture:
    """Thin the strokes to a pixel of the network's, and do not widen them again."""
    return to_digit_form(with_thin_pen(mask, min(shape[:2])), shape, Placement(strokes=False))
