"""Only colours and size: for data sets whose pictures are photographs, garments, anything but digits."""

from __future__ import annotations

import cv2
import numpy as np

from convscope._types import Picture
from convscope.reading._arrays import Colour, Grey
from convscope.reading.single._prepared import Prepared, Step

_FLAT = 2


def prepare_plain(pixels: Grey | Colour, shape: tuple[int, int, int]) -> Prepared:
    """Convert to the network's channels, scale into its size, fill the rest with the border's colour."""
    height, width, channels = shape
    steps = [Step("the picture", f"the picture has {pixels.shape[1]} x {pixels.shape[0]} pixels", pixels)]
    if channels == 1 and pixels.ndim == 3:  # noqa: PLR2004 - it has colours
        pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
        steps.append(Step("grey", "made grey, for the network sees no colours", pixels))
    elif channels == 3 and pixels.ndim == 2:  # noqa: PLR2004 - it has none
        pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB))
    if pixels.shape[:2] == (height, width):
        steps.append(Step("as it is", "it has the network's size and is used as it is", pixels))
    else:
        pixels = _fitted(pixels, height, width)
        steps.append(Step(f"{width} x {height}", f"scaled to {width} x {height} with its proportions kept", pixels))
    image: Picture = np.ascontiguousarray(pixels.reshape(height, width, -1))
    if np.ptp(image, axis=(0, 1)).max() < _FLAT:
        steps.append(Step("blank", "it is one single colour: nothing to see", pixels))
        return Prepared(image, tuple(steps), blank=True)
    return Prepared(image, tuple(steps))


def _fitted(pixels: Grey | Colour, height: int, width: int) -> Grey | Colour:
    scale = min(height / pixels.shape[0], width / pixels.shape[1])
    size = (min(width, max(1, round(pixels.shape[1] * scale))), min(height, max(1, round(pixels.shape[0] * scale))))
    scaled = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    top, left = (height - size[1]) // 2, (width - size[0]) // 2
    return np.asarray(
        cv2.copyMakeBorder(
            scaled,
            top,
            height - size[1] - top,
            left,
            width - size[0] - left,
            cv2.BORDER_CONSTANT,
            value=np.atleast_1d(np.median(edge, axis=0)).tolist(),
        )
    )
