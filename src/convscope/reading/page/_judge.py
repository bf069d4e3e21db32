"""What is no digit: by its shape, by its size beside its neighbours, by what the network says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convscope.reading.form import stroke_width
from convscope.reading.page._lattice import Candidate
from convscope.reading.page._parts import Part

# Below this the network is guessing (set on composed pages of MNIST's training part).
LEAST_PROBABILITY = 0.55
# A digit lower than this share of its line is a mark.
_LOW = 0.36
# Digits of one page differ in height, but not more than this many times.
_TALL, _TINY = 2.4, 0.36
# Wider than this many times its height is a dash.
_FLAT = 1.6
# How long its strokes are, in units of its size: a dot is below, a scribble above.
_SHORT, _LONG = 0.75, 7.5
# Strokes: less than this many widths long is a blot.
_BLOT = 2.2
_MOST_HOLES = 3


@dataclass(frozen=True)
class Verdict:
    """Whether a candidate is a digit; if not, why."""

    digit: bool
    reason: str = ""


def judge(candidate: Candidate, height: float, page_height: float, least_probability: float) -> Verdict:
    """Decide whether a candidate is a digit.

    Args:
        candidate: what was found.
        height: of the line's digits.
        page_height: of most digits on the page.
        least_probability: below this it is none.
    """
    reason = _shape(candidate.part, height)
    if candidate.part.height > _TALL * page_height:
        reason = "too large beside the others"
    elif max(candidate.part.height, candidate.part.width) < _TINY * page_height:
        reason = "too small beside the others"
    if not reason and candidate.probability < least_probability:
        reason = "unlike any digit"
    return Verdict(not reason, reason)


def _shape(part: Part, height: float) -> str:
    size = max(part.height, part.width)
    if part.height < _LOW * height:
        return "too small beside its neighbours"
    if part.width > _FLAT * part.height:
        return "flat as a dash"
    stroke = stroke_width(part.mask)
    if part.area < _BLOT * stroke**2:
        return "a blot"
    length = part.area / max(stroke, 1.0) / size
    if length > _LONG:
        return "a scribble"
    if length < _SHORT:
        return "a dot"
    return ""


def line_height(parts: list[Part]) -> float:
    """Return the height of a line's digits: that of most of its tall parts."""
    heights = np.array([part.height for part in parts], float)
    tall = heights[heights >= 0.5 * np.percentile(heights, 80)]
    return float(np.median(tall))
