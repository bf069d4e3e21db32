"""The ink on paper whose lines run from edge to edge: around one digit, and squares."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from convscope.reading._arrays import Mask, Strength
from convscope.reading.ink._border import edge_of, without_border
from convscope.reading.ink._crossing import THICKEST, crossing, crossing_upright
from convscope.reading.ink._cut import cut
from convscope.reading.ink._lines_across import Ruled, find_leans, margin_of, ruled_at
from convscope.reading.ink._paper import OnPaper, deviation
from convscope.reading.ink._ruling import without_remains
from convscope.reading.ink._turn import turned_mask

# Smaller pictures hold no paper's lines.
_LEAST = 40
# Level and upright lines of the same paper lean alike, up to so many degrees; nearer than this they are the same.
_ALIKE, _SAME = 3.0, 0.3
# Of two leans at which about as many lines are seen, that counts at which they are straighter.
_AS_MANY = 0.8
# Ink on a line is this much deeper than the line, and by so many deviations of the noise.
_DEEPER, _NOISE = 1.35, 2.5
# A line hides ink as deep as itself that goes on above and below, and is this share as deep as line and ink there.
_HIDING = 0.6
# What is so little deeper than the line, and to this share on it, is a place where the line is deeper.
_PIECE_DEEPER, _ON_LINE = 2.2, 0.7
# So many lines each way are squares, surely if each reaches so many edges on average one way and so many the other:
# digits in columns reach few.
_SEVERAL, _BOTH_ENDS, _ONE_END = 3, 1.5, 0.75


@dataclass(frozen=True)
class Unruled:
    """A picture, turned so that its paper's lines are level.

    Args:
        ink: what is written.
        strength: how much.
        lines: where the paper's lines are and nothing is written.
        lean: by how many degrees the lines fell to the right.
        squared: there are several level lines and several upright ones.
        surely_squared: most of them reach the picture's edges on either side; digits in columns do not.
    """

    ink: Mask
    strength: Strength
    lines: Mask
    lean: float
    squared: bool
    surely_squared: bool


def unruled(page: OnPaper) -> Unruled | None:
    """Return the ink without the paper's lines, or None if no line runs to the edges of the picture."""
    if min(page.strength.shape) < _LEAST:
        return None
    level, upright = find_leans(page)
    alike = abs(level - upright) < _ALIKE
    leans = [level, upright] if _SAME < abs(level - upright) < _ALIKE else [level]
    tried = [ruled_at(page, lean, squared=alike) for lean in leans]
    most = max(one.count for one in tried)
    found = min((one for one in tried if one.count >= _AS_MANY * most), key=lambda one: one.bent)
    # A bar of a digit reaches one edge of a picture that cuts the digit off; beside the sheet there may be a table.
    return _without(page, found) if found.level.reached and found.level.reached + found.upright.reached > 1 else None


def _without(page: OnPaper, found: Ruled) -> Unruled:
    """Cut the ink out anew, with the lines taken for bare paper."""
    strength, level, upright = found.strength, found.level, found.upright
    whole = turned_mask(np.ones(page.strength.shape, bool), found.lean)
    depth = np.maximum(level.depth, upright.depth if upright.count > 1 else 0)
    lines = depth > 0
    noise = _noise(strength[whole & ~lines], page.calm)
    plain = lines & (strength <= _DEEPER * depth + _NOISE * noise)
    smooth = np.full(strength.shape, noise, np.float32)
    bare = replace(page, strength=np.where(plain, 0, strength).astype(np.float32), noise=noise, smooth=smooth)
    edge = turned_mask(edge_of(page.strength.shape), found.lean)
    ink = without_border(cut(bare) & whole, edge)
    near = cv2.dilate(np.where(ink, strength, 0), np.ones((THICKEST, THICKEST), np.uint8))
    hiding = plain & (strength > _HIDING * np.maximum(depth, near))
    ink |= hiding & crossing(level.depth > 0, ink)
    ink |= hiding & crossing_upright(upright.depth > 0, ink)
    squared = min(level.count, upright.count) >= _SEVERAL
    if squared:
        # At the sheet's edges and where paper bends lines are not quite where they were looked for.
        margin = _margin(edge)
        ink = without_remains(ink, strength, plain & ~ink & ~margin, squared=True)
        ink = _without_pieces(ink, strength, depth, margin)
    reach = [lines.reached / max(1, lines.count) for lines in (level, upright)]
    goes_on = min(reach) >= _ONE_END and max(reach) >= _BOTH_ENDS
    return Unruled(ink, strength, plain & ~ink, found.lean, squared, squared and goes_on)


def _without_pieces(ink: Mask, strength: Strength, depth: Strength, margin: Mask) -> Mask:
    """Drop what lies on the lines and is hardly deeper, for a line is not equally deep everywhere, and their ends.

    Args:
        ink: what is deeper than the lines.
        strength: how much.
        depth: of the lines, where they run; else 0.
        margin: what is so near to the picture's edge that nothing is written there.
    """
    count, labels = cv2.connectedComponents(ink.astype(np.uint8), connectivity=8)
    on_line = ink & (depth > 0)
    deeper = np.zeros(count, np.float32)
    np.maximum.at(deeper, labels[on_line], strength[on_line] / depth[on_line])
    sizes = np.bincount(labels.ravel(), minlength=count)
    within = np.bincount(labels[on_line | (ink & margin)], minlength=count)
    pieces = (deeper < _PIECE_DEEPER) & (within >= _ON_LINE * sizes)
    return np.asarray(ink & ~pieces[labels])


def _noise(paper: np.ndarray, calm: float) -> float:
    """Return the standard deviation of the paper between the lines; a fifth of it may be written on."""
    if not len(paper):
        return calm
    bare = paper[paper <= np.percentile(paper, 80)]
    return max(deviation(bare), calm / 2)


def _margin(edge: Mask) -> Mask:
    """Return what is so near to the picture's edge that it may be a table's: far deeper than any line."""
    reach = 2 * margin_of(edge.shape) + 1
    return np.asarray(cv2.dilate(edge.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0)
