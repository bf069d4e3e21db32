"""What lies around the ink: needed to fill what a distortion uncovers, and to know which way ink stands out."""

from __future__ import annotations

import numpy as np
from jaxtyping import UInt8

from convscope._types import Picture, Pixels


def background(images: Pixels) -> UInt8[np.ndarray, "n channels"]:
    """Give each image's background: the median of its border pixels, one value a channel.

    So black stays black in MNIST and paper stays white in dark-on-light data.
    """
    n, _, _, channels = images.shape
    rows = images[:, [0, -1]].reshape(n, -1, channels)
    columns = images[:, 1:-1][:, :, [0, -1]].reshape(n, -1, channels)
    border = np.concatenate([rows, columns], axis=1)
    # The lower of the two middle values, so that no grey arises that the border does not hold.
    return np.sort(border, axis=1)[:, (border.shape[1] - 1) // 2]


def ink_is_bright(image: Picture, ground: UInt8[np.ndarray, " channels"]) -> bool:
    """Tell whether what stands out of the background is brighter than it."""
    return bool(image.astype(np.float64).mean() >= ground.astype(np.float64).mean())
