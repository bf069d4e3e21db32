"""How often a digit is right that the networks find so likely: what a reading calls its probability.

The networks are asked several times with small changes, and the judge's word and the company's are multiplied; what
comes of it is too timid. Logistic in its log odds, it is brought to what came true on composed pages
(`scripts/calibrate_reader.py`).
"""

from __future__ import annotations

import math

from convscope.pretrained import SETTINGS

_LEAST = 1e-6


def certainty(likely: float) -> float:
    """Return how sure it is what the networks find so likely, 0..1 from 0..1; more stays more."""
    inside = min(max(likely, _LEAST), 1 - _LEAST)
    return 1 / (1 + math.exp(-(SETTINGS.slope * math.log(inside / (1 - inside)) + SETTINGS.shift)))
