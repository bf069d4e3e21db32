"""Lays a layer's maps side by side on one sheet."""

from __future__ import annotations

import math

import numpy as np
from jaxtyping import Float, Float32

COLUMNS = 8
"""How many maps stand in a row."""

MAP_AXES = 3
MOST_UNITS = 1120
_UNITS_IN_A_ROW = 112


def montage(values: Float32[np.ndarray, "*shape"], most_maps: int) -> Float[np.ndarray, "rows columns"]:
    """Lay the maps side by side, eight in a row, NaN between them; units become lines of a strip."""
    if values.ndim != MAP_AXES:
        units = values.reshape(-1)[:MOST_UNITS]
        width = min(_UNITS_IN_A_ROW, len(units))
        strip = np.full(math.ceil(len(units) / width) * width, np.nan)
        strip[: len(units)] = units
        return strip.reshape(-1, width)
    height, width, channels = values.shape
    shown = min(channels, most_maps)
    gap = max(1, round(width / 14))
    rows = math.ceil(shown / COLUMNS)
    sheet = np.full((rows * (height + gap) - gap, COLUMNS * (width + gap) - gap), np.nan)
    for index in range(shown):
        top, left = index // COLUMNS * (height + gap), index % COLUMNS * (width + gap)
        sheet[top : top + height, left : left + width] = values[:, :, index]
    return sheet
