"""Array types of this room: (height, width), of any size, for most steps here change the size."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from jaxtyping import Bool, Float32, UInt8

Grey: TypeAlias = UInt8[np.ndarray, "_ _"]
"""Brightness 0 (black) .. 255 (white)."""

Colour: TypeAlias = UInt8[np.ndarray, "_ _ 3"]
"""RGB."""

Strength: TypeAlias = Float32[np.ndarray, "_ _"]
"""How much ink a pixel has: 0 is bare paper, 1 the full depth that ink can have on it."""

Mask: TypeAlias = Bool[np.ndarray, "_ _"]
"""True where there is ink."""
