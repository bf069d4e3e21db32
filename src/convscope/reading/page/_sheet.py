"""A picture as a sheet of ink: a working size, dark ink on light, the ruling gone, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from jaxtyping import Float64

from convscope.reading import ink
from convscope.reading._arrays import Colour, Grey, Mask, Strength
from convscope.reading.page._lay import LEAST, lay_straight
from convscope.reading.page._tilt import tilt_of

# Of a picture cut out so tightly that a digit takes this share of its shorter side, strokes are as wide as that share.
_TIGHT, _WIDEST = 0.45, 1 / 4
# A small picture of ruled paper is enlarged to this size only: lines that are enlarged more are too thick for lines.
_LEAST_RULED = 200
# What runs over this share of a picture's width goes across it.
_ACROSS = 0.8
# On a page no fewer ruled lines than this pass for noise: one alone is an uneven edge.
_DENSE = 3
# A tilt below this many degrees is left alone: handwriting is not that straight.
_STRAIGHT = 1.0


@dataclass(frozen=True)
class Sheet:
    """Ink found on a picture.

    Args:
        mask: where there is ink, at the working size and turned level.
        strength: how much, for the same pixels.
        light_on_dark: whether the ink is the lighter.
        tilt: by how many degrees the writing rose or fell; it has been turned by that.
        back: the matrix from the mask's pixels to those of the picture, homogeneous.
        size: the picture's width and height.
        enlarged: how many times as large as its own size a program had made the picture.
    """

    mask: Mask
    strength: Strength
    light_on_dark: bool
    tilt: float
    back: Float64[np.ndarray, "3 3"]
    size: tuple[int, int]
    enlarged: float = 1.0

    @property
    def shrunk(self) -> float:
        """How many pixels of the picture, at its own size, are as long as one of the mask's, in its middle."""
        height, width = self.mask.shape
        around = np.array([[width, width + 2, width], [height, height, height + 2]]) / 2
        corner, right, below = self.on_picture(around).T
        return float(np.sqrt(abs(np.linalg.det([right - corner, below - corner])))) / self.enlarged

    def on_picture(self, points: Float64[np.ndarray, "2 n"]) -> Float64[np.ndarray, "2 n"]:
        """Return where points (x, y) of the mask are on the picture."""
        found = self.back @ np.vstack([points, np.ones(points.shape[1])])
        return np.asarray(found[:2] / found[2])


def find_ink(pixels: Grey | Colour, *, closer: float = 1.0, as_given: bool = False) -> Sheet:
    """Find the ink on a picture.

    Args:
        pixels: the picture.
        closer: how many times larger than usual it is looked at.
        as_given: look at it as it is given, also if a program made it twice as large.
    """
    laid = lay_straight(pixels, closer, as_given=as_given)
    grey, light_on_dark = _dark_on_light(ink.to_grey(laid.pixels))
    mask, strength, tilt = _levelled(ink.on_paper(grey))
    if _is_tight(mask):
        mask, strength, tilt = _levelled(ink.on_paper(grey, widest=_WIDEST))
    if max(pixels.shape[:2]) < LEAST and _goes_across(mask):
        less = lay_straight(pixels, closer, as_given=as_given, least=_LEAST_RULED)
        smaller, _ = _dark_on_light(ink.to_grey(less.pixels))
        paper = ink.unruled(ink.on_paper(smaller, widest=_WIDEST))
        if paper is not None and paper.ink.any() and _are_across(paper):
            laid, grey = less, smaller
            mask, strength, tilt = paper.ink, paper.strength, paper.lean
    turn, _ = ink.turn_matrix(grey.shape, tilt)
    back = np.linalg.inv(np.vstack([turn, [0, 0, 1]]) @ laid.matrix)
    return Sheet(
        mask, strength, light_on_dark, tilt + laid.tilt, back, (pixels.shape[1], pixels.shape[0]), laid.enlarged
    )


def _goes_across(mask: Mask) -> bool:
    """Tell whether a piece of ink goes across the picture: lines of the paper were left in it."""
    stats = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)[2]
    return bool(stats[1:, cv2.CC_STAT_WIDTH].max(initial=0) >= _ACROSS * mask.shape[1])


def _are_across(paper: ink.Unruled) -> bool:
    """Tell whether the lines go across the picture; if they lean, they are cut off at its corners."""
    width = _ACROSS * (1 - abs(np.tan(np.deg2rad(paper.lean)))) * paper.lines.shape[1]
    return bool(paper.lines.any(axis=0).sum() >= width)


def _is_tight(mask: Mask) -> bool:
    """Tell whether most ink belongs to pieces that are nearly as large as the picture is high or wide."""
    _count, _labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    sizes = np.maximum(stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT])
    if not len(sizes):
        return False
    return bool(ink.typical_size(sizes, stats[1:, cv2.CC_STAT_AREA]) >= _TIGHT * min(mask.shape))


def _levelled(page: ink.OnPaper) -> tuple[Mask, Strength, float]:
    """Return the ink without ruling and how much there is, turned level, and by how many degrees."""
    mask, ruling, noise = ink.ruled(page, _DENSE)
    bare = ink.without_frames(page, mask)
    if bare is None and ruling is not None:
        # What passes for ruling may be a frame so pale that it is not in the ink.
        bare = ink.without_frames(page, ink.faint(page))
    if bare is not None:
        page = bare
        mask, ruling, noise = ink.ruled(page, _DENSE)
    # Squares may be so dense that they pass for noise, and the writing on them too, all of it or all but the darkest;
    # or only their level lines are found. Lines of a page are seldom level from edge to edge, for it is seen from
    # aside; but between squares there is no other way.
    paper = ink.unruled(page) if not mask.any() or ruling is not None or ink.is_busy(page) else None
    if paper is not None and (paper.surely_squared or (paper.squared and (ruling is None or ruling.upright))):
        return paper.ink, paper.strength, paper.lean
    edge = ink.edge_of(mask.shape)
    if ruling is None:
        mask = ink.without_border(mask, edge)
        tilt = tilt_of(mask)
        if abs(tilt) < _STRAIGHT:
            return mask, page.strength, 0.0
        return *ink.turned(mask, page.strength, tilt), tilt
    level, strength = ink.turned(mask, page.strength, ruling.tilt)
    edge = ink.turned_mask(edge, ruling.tilt)
    return ink.without_ruling(level, strength, ruling, noise, edge=edge), strength, ruling.tilt


def _dark_on_light(grey: Grey) -> tuple[Grey, bool]:
    """Return the picture with dark ink on light paper and nothing beside it, and whether it had to be inverted."""
    covered = ink.cover_table(grey)
    if not ink.is_light_on_dark(covered):
        return covered, False
    # A board is a sheet too, once it is light; what is beside it is then dark.
    return (ink.cover_table(255 - grey) if covered is grey else 255 - covered), True
