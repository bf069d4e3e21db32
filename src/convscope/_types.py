"""Array types, with their shapes: n images of height x width x channels, k classes.

Imported only by modules that compute, for jaxtyping brings NumPy with it.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from jaxtyping import Float32, Int64, Integer, UInt8

Pixels: TypeAlias = UInt8[np.ndarray, "n height width channels"]
"""Raw images, 0..255."""

Picture: TypeAlias = UInt8[np.ndarray, "height width channels"]
"""One raw image, 0..255; channels are 1 (grey) or 3 (RGB)."""

Scaled: TypeAlias = Float32[np.ndarray, "n height width channels"]
"""Images after a recipe's scaling."""

Labels: TypeAlias = Integer[np.ndarray, " n"]
"""One class index an image, 0..k-1."""

Probabilities: TypeAlias = Float32[np.ndarray, "n k"]
"""One row an image, summing to 1."""

Confusion: TypeAlias = Int64[np.ndarray, "k k"]
"""Counts: row = true class, column = predicted class."""
