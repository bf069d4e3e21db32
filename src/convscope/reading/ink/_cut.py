"""The strokes cut out of their paper: faint pencil and black pen on the same sheet."""

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading._arrays import Mask
from convscope.reading.ink._paper import OnPaper

# Ink begins where paper ends: so many standard deviations of the paper's noise, and never less than these strengths.
_EDGE_NOISE, _EDGE_LEAST = 4.0, 0.06
_FAINT_LEAST = 0.03
_CORE_NOISE, _CORE_LEAST = 7.0, 0.11
# A stroke's edge is where its own depth is halved; a blurred picture keeps its stroke width that way.
_EDGE_SHARE = 0.45
# "Near" as a share of the longer side, about twice a stroke's width.
_NEAR, _NEAR_LEAST = 1 / 80, 5


def faint(page: OnPaper) -> Mask:
    """Return where there is anything at all, pale ruling too."""
    return np.asarray(cv2.GaussianBlur(page.strength, (3, 3), 0) > max(_FAINT_LEAST, _EDGE_NOISE * page.noise))


def cut(page: OnPaper) -> Mask:
    """Return where there is ink.

    A part is kept if some of it is surely ink, and of it everything that is at least about half as deep as the
    deepest ink near by: one threshold for the whole picture would lose a faint digit beside a black one, and one
    for the whole digit the faint half of a stroke.
    """
    calm = cv2.GaussianBlur(page.strength, (3, 3), 0)
    edge = max(_EDGE_LEAST, _EDGE_NOISE * page.noise)
    core = max(_CORE_LEAST, _CORE_NOISE * page.noise)
    count, labels = cv2.connectedComponents((calm > edge).astype(np.uint8), connectivity=8)
    ys, xs = np.nonzero(labels)
    peaks = np.zeros(count, np.float32)
    np.maximum.at(peaks, labels[ys, xs], calm[ys, xs])
    kernel = max(_NEAR_LEAST, round(_NEAR * max(calm.shape))) | 1
    deepest_near = cv2.dilate(calm, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (kernel, kernel)))
    return np.asarray((peaks >= core)[labels] & (calm > np.maximum(edge, _EDGE_SHARE * deepest_near)))
