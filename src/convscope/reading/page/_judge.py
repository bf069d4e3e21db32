"""What is no digit: by its shape, by its size beside its neighbours, by what the network says."""

from __future__ import annotations

import numpy as np

from convscope.reading.form import stroke_width
from convscope.reading.page._lines import typical_height
from convscope.reading.page._parts import Part

# A digit lower than this share of its line is a mark.
_LOW = 0.36
# Digits of one page differ in height, but not more than this many times.
_TALL, _TINY = 2.4, 0.36
# Wider than this many times its height is a dash; and so is one stroke that lies, at most this many widths high.
_DASH, _FLAT, _ONE_STROKE = 2.5, 1.6, 2.5
# How long its strokes are, in units of its size: a dot is below, a scribble above.
_SHORT, _LONG = 0.75, 12.0
# Strokes: less than this many widths long is a blot.
_BLOT = 2.2


def is_too_large(part: Part, page_height: float) -> bool:
    """Tell whether ink is far higher than the page's digits."""
    return part.height > _TALL * page_height


def shape_fault(part: Part, height: float, page_height: float) -> str:
    """Return why ink cannot be a digit by its shape and size, or "".

    Args:
        part: what was found.
        height: of the line's digits.
        page_height: of most digits on the page.
    """
    if max(part.height, part.width) < _TINY * page_height:
        return "too small beside the others"
    return _shape(part, height)


def _shape(part: Part, height: float) -> str:
    size = max(part.height, part.width)
    if part.height < _LOW * height:
        return "too small beside its neighbours"
    stroke = stroke_width(part.mask)
    lying = part.width > _FLAT * part.height and part.height < _ONE_STROKE * stroke
    if lying or part.width > _DASH * part.height:
        return "flat as a dash"
    if part.area < _BLOT * stroke**2:
        return "a blot"
    length = part.area / max(stroke, 1.0) / size
    if length > _LONG:
        return "a scribble"
    if length < _SHORT:
        return "a dot"
    return ""


def line_height(parts: list[Part]) -> float:
    """Return the height of a line's digits: that of most of its tall parts; specks do not count."""
    heights = np.array([part.height for part in parts], float)
    return float(np.median(heights[heights >= min(0.5 * typical_height(parts), heights.max())]))
