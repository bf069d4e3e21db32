"""The strokes cut out of their paper: faint pencil and black pen on the same sheet."""

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading._arrays import Mask, Strength
from convscope.reading.ink._paper import OnPaper

# Ink begins where paper ends: so many standard deviations of the paper's noise, or of what averaging leaves of it,
# and never less than these strengths.
_EDGE_NOISE, _EDGE_SMOOTH, _EDGE_LEAST = 4.0, 6.0, 0.06
_FAINT_LEAST = 0.03
_CORE_NOISE, _CORE_SMOOTH, _CORE_LEAST = 7.0, 11.0, 0.11
# A stroke's edge is where its own depth is halved; a blurred picture keeps its stroke width that way.
_EDGE_SHARE = 0.45
# "Near" as a share of the longer side, about twice a stroke's width.
_NEAR, _NEAR_LEAST = 1 / 80, 5


def faint(page: OnPaper) -> Mask:
    """Return where there is anything at all, pale ruling too."""
    return np.asarray(cv2.GaussianBlur(page.strength, (3, 3), 0) > np.maximum(_FAINT_LEAST, _edge(page)))


def cut(page: OnPaper) -> Mask:
    """Return where there is ink.

    A part is kept if some of it is surely ink, and of it everything that is at least about half as deep as the
    deepest ink near by: one threshold for the whole picture would lose a faint digit beside a black one, and one
    for the whole digit the faint half of a stroke.
    """
    calm = cv2.GaussianBlur(page.strength, (3, 3), 0)
    edge = np.maximum(_EDGE_LEAST, _edge(page))
    core = np.maximum(_CORE_LEAST, np.minimum(_CORE_NOISE * page.noise, _CORE_SMOOTH * page.smooth))
    count, labels = cv2.connectedComponents((calm > edge).astype(np.uint8), connectivity=8)
    has_core = np.bincount(labels[calm >= core], minlength=count) > 0
    kernel = max(_NEAR_LEAST, round(_NEAR * max(calm.shape))) | 1
    deepest_near = cv2.dilate(calm, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (kernel, kernel)))
    return np.asarray(has_core[labels] & (calm > np.maximum(edge, _EDGE_SHARE * deepest_near)))


def _edge(page: OnPaper) -> Strength:
    return np.minimum(np.float32(_EDGE_NOISE * page.noise), _EDGE_SMOOTH * page.smooth)
