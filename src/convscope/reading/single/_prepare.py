"""A picture of one thing -> the image that the network sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from convscope.reading._check import go_on
from convscope.reading.single._digit import prepare_digit
from convscope.reading.single._plain import prepare_plain

if TYPE_CHECKING:
    from PIL import Image

    from convscope.reading.single._prepared import Form, Prepared


def prepare_single(
    picture: Image.Image,
    shape: tuple[int, int, int] = (28, 28, 1),
    form: Form = "digit",
    *,
    check: Callable[[], None] = go_on,
) -> Prepared:
    """Prepare a picture of one thing for a network.

    Args:
        picture: grey ("L") or "RGB", as `load_picture` gives it; of any size.
        shape: the network's height, width and channels.
        form: "digit" brings handwriting into the form of MNIST's images: light ink on black, in a box of 20 of the
            28 pixels, centred by its centre of mass, strokes as wide as MNIST's; a picture that has this form
            already is used as it is. "plain" only converts colours and resizes, and keeps the proportions.
        check: is called between the steps to a digit's form; what it raises ends them.

    Returns:
        The image and the steps that led to it; `blank` if there is nothing to see.
    """
    pixels = np.asarray(picture if picture.mode in {"L", "RGB"} else picture.convert("RGB"))
    return prepare_digit(pixels, shape, check) if form == "digit" else prepare_plain(pixels, shape)
