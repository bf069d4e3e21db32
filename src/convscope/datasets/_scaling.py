"""From grey values 0..255 to the numbers a network takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from convscope._types import Pixels, Scaled


@dataclass(frozen=True)
class Scaling:
    """The scaling `x / divisor + offset`, in float32.

    It is kept as a divisor, for `x / 127.5` and `x * (1 / 127.5)` differ in the last bit for some grey values.

    Args:
        divisor: what a grey value is divided by.
        offset: what is added then.
    """

    divisor: float
    offset: float

    @property
    def scale(self) -> float:
        """The factor `1 / divisor`, as `keras.layers.Rescaling(scale, offset)` wants it; equal within one bit."""
        return 1.0 / self.divisor

    def apply(self, images: Pixels) -> Scaled:
        """Scale raw images.

        Args:
            images: uint8 `(n, height, width, channels)`.

        Returns:
            float32 of the same shape, the same bits as `images.astype("float32") / divisor + offset`.
        """
        scaled = images.astype(np.float32)
        if self.divisor != 1.0:
            np.divide(scaled, np.float32(self.divisor), out=scaled)
        if self.offset != 0.0:
            np.add(scaled, np.float32(self.offset), out=scaled)
        return scaled


SCALINGS: Mapping[str, Scaling] = MappingProxyType(
    {
        "tutorial": Scaling(divisor=127.5, offset=-1.0),
        "unit": Scaling(divisor=255.0, offset=0.0),
        "none": Scaling(divisor=1.0, offset=0.0),
    }
)
"""The named scalings: `tutorial` gives -1..1 (`x / 127.5 - 1`), `unit` 0..1 (`x / 255`), `none` 0..255."""
