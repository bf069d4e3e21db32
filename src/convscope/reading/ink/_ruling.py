"""Ruled and squared paper: the lines go, the digits written across them stay whole."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from jaxtyping import Bool

from convscope.reading._arrays import Mask, Strength
from convscope.reading.ink._border import without_border
from convscope.reading.ink._crossing import THICKEST, crossing
from convscope.reading.ink._cut import cut, faint
from convscope.reading.ink._paper import OnPaper

# Ruling is found at this size: lines are long, so that few pixels are enough.
_SMALL, _LEAST = 480, 40
# Ruling leans with the picture: up to this many degrees, searched in these steps.
_LEAN, _COARSE, _FINE = 22.0, 0.5, 0.1
# Somewhere a ruled line covers this share of the picture's width ...
_COVERS = 0.45
# (of an upright line more: a picture of one line is hardly higher than its digits)
_COVERS_UPRIGHT = 0.75
# ... in one go for at least this share, where writing has gaps ...
_RUN = 0.2
# ... and spans this share with all its gaps, or that share with hardly any where nothing crosses it, or has hardly any
# at all: a row of digits that touch ends with the writing, and between its strokes there is paper ...
_ENDS_APART, _NEARER, _CROSSED, _GAPLESS = 0.73, 0.57, 0.97, 0.95
# ... without writing being that level anywhere: no row of writing is this much fuller than the rows around it.
_STANDS_OUT = 2.0
# A line fades within fewer rows of the small picture to this share of its fullest; a shadow does not, though soon.
_SLOWLY, _FADED, _BARE = 4, 0.25, 0.05
# Lines are counted that are this full beside the fullest.
_AS_FULL = 0.5
# A line is made of level pieces of this share of the page, which together span that share.
_PIECE, _SPAN = 0.1, 0.3
_GAP = 4
_MARGIN = 0.03
# Faint lines: ink from this strength on, in this many strips across the page, each nearly full of it.
_FAINT, _FAINT_NOISE, _STRIPS, _FULL = 0.05, 3.0, 6, 0.7
# Ink this much deeper than the line is writing across it.
_DEEPER = 1.35
# Parts less than this much deeper than the lines are remains of them, if at least this share of the ink is deeper.
_REMAINS, _MOST = 1.3, 0.4
# On squares, where remains lie anywhere, lines count as deep as their deepest pixels; nearly all ink must be deeper.
_DEEPEST, _NEARLY_ALL = 95, 0.9
# Of a level line's remains so much lies beside it.
_BESIDE = 0.5
# Noise that is this many times stronger than in the calmest places is no noise.
_CALM = 3.0


@dataclass(frozen=True)
class Ruling:
    """Which lines a page has.

    Args:
        tilt: by how many degrees they fall to the right.
        level: there are level lines.
        upright: there are upright lines.
    """

    tilt: float
    level: bool
    upright: bool


def find_ruling(mask: Mask, least: int = 1) -> Ruling | None:
    """Find out whether the paper is ruled, with at least so many level lines, or squared, and how it leans."""
    scale = min(1.0, _SMALL / max(mask.shape))
    size = (max(1, round(mask.shape[1] * scale)), max(1, round(mask.shape[0] * scale)))
    if min(size) < _LEAST:
        return None
    whole = np.asarray(cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA))
    level = _shrunk(mask, size)
    upright = np.ascontiguousarray(_shrunk(np.ascontiguousarray(mask.T), size[::-1])[:, ::-1])
    lean, other = best_lean(level), best_lean(upright)
    has_level = _is_ruled(level, whole, lean, _COVERS)
    has_upright = _is_ruled(upright, np.ascontiguousarray(whole.T[:, ::-1]), other, _COVERS_UPRIGHT)
    if has_level and _lines(level, lean) >= least:
        return Ruling(lean, level=True, upright=has_upright and abs(other - lean) < 2)  # noqa: PLR2004 - degrees
    return None


def ruled(page: OnPaper, dense: int = 1) -> tuple[Mask, Ruling | None, float]:
    """Return the ink, the ruling in it, and the noise; where ruling is so dense that it passes for noise, less.

    Args:
        page: how much ink there is.
        dense: so many lines at least pass for noise.
    """
    mask = cut(page)
    ruling = find_ruling(mask)
    if ruling is None or not ruling.upright:
        # Pale lines are not all in the ink.
        ruling = find_ruling(faint(page)) or ruling
    if ruling is None and is_busy(page):
        calm = replace(page, noise=_CALM * page.calm)
        ruling = find_ruling(faint(calm), dense)
        if ruling is not None:
            return cut(calm), ruling, calm.noise
    return mask, ruling, page.noise


def is_busy(page: OnPaper) -> bool:
    """Tell whether there is far more noise than in the calmest places: then it is likely lines, or writing."""
    return _CALM * page.calm < page.noise


def _shrunk(mask: Mask, size: tuple[int, int]) -> Strength:
    """Return what may be level lines, at a size (width, height) where searching is quick."""
    thin = (mask & ~_thick(mask)).astype(np.float32)
    # What lies along the picture's edge is its edge.
    margin = max(2, round(_MARGIN * min(mask.shape)))
    thin[:margin] = thin[-margin:] = 0
    thin[:, :margin] = thin[:, -margin:] = 0
    return np.asarray(cv2.resize(thin, size, interpolation=cv2.INTER_AREA))


def best_lean(small: Strength) -> float:
    """Return the lean at which the rows are most unequal."""
    coarse = np.arange(-_LEAN, _LEAN + _COARSE, _COARSE)
    half = cv2.resize(small, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    best = float(coarse[int(np.argmax([_inequality(half, degrees) for degrees in coarse]))])
    fine = best + np.arange(-_COARSE, _COARSE + _FINE, _FINE)
    return float(fine[int(np.argmax([_inequality(small, degrees) for degrees in fine]))])


def _inequality(small: Strength, degrees: float) -> float:
    return float((np.diff(_rows(small, degrees)) ** 2).sum())


def _rows(small: Strength, degrees: float) -> np.ndarray:
    """Return how much ink each row has after levelling."""
    return np.asarray(_levelled(small, degrees).sum(axis=1))


def _covered(small: Strength, degrees: float) -> Strength:
    """Return which pixels hold some ink, after levelling."""
    return _levelled((small > 0.05).astype(np.float32), degrees)  # noqa: PLR2004 - some ink


def _levelled(small: Strength, degrees: float) -> Strength:
    height, width = small.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(small, turn, (width, height)))


def _is_ruled(small: Strength, whole: Strength, lean: float, covers: float) -> bool:
    """Tell whether there are ruled lines.

    Args:
        small: what may be lines.
        whole: all ink, at the same size.
        lean: by how many degrees the lines fall to the right.
        covers: somewhere a line covers this share of the width.
    """
    rows = _without_margins(_rows(small, lean), int(np.ceil(_MARGIN * min(small.shape))) + 1)
    # A thin line's ink falls on one row or two.
    pairs = rows[:-1] + rows[1:]
    fullest = int(pairs.argmax())
    around = _beside(rows, fullest)
    inked = small.max(axis=0) > 0
    width = max(1, int(inked.sum()))
    band = slice(max(0, fullest - 1), fullest + 3)
    line = _covered(small, lean)[band].max(axis=0)
    on = line > 0.5  # noqa: PLR2004 - inked
    covered, run = float(line.sum()), _longest_run(on)
    stands_out = pairs[fullest] > _STANDS_OUT * 2 * (float(around.mean()) if len(around) else 0.0)
    long = covered >= covers * max(width, small.shape[1] * 0.6) and run >= _RUN * small.shape[1]
    if not (long and stands_out):
        return False
    ends = np.flatnonzero(on)[[0, -1]]
    crossed = _covered(whole, lean)[band].max(axis=0)[ends[0] : ends[1] + 1]
    spanned = np.ptp(ends) / small.shape[1]
    written_across = spanned >= _NEARER and crossed.mean() >= _CROSSED
    return bool(spanned >= _ENDS_APART or written_across or covered >= _GAPLESS * np.ptp(ends))


def _lines(small: Strength, lean: float) -> int:
    """Return how many lines there are that are about as full as the fullest."""
    rows = _rows(small, lean)
    return len(runs(rows >= _AS_FULL * rows.max()))


def _without_margins(rows: np.ndarray, margin: int) -> np.ndarray:
    """Return the rows without what goes on from the picture's upper and lower edge: a shadow, cut off at the margin."""
    inner = rows.copy()
    for side in (inner, inner[::-1]):
        at_margin = float(side[:margin].max(initial=0.0))
        faded = np.flatnonzero(side[margin:] <= _FADED * at_margin)
        if len(faded) and _SLOWLY <= faded[0] <= THICKEST:
            # What is left of it would be cut off in its turn.
            bare = np.flatnonzero(side[margin : margin + 3 * THICKEST] <= _BARE * at_margin)
            side[: margin + int(bare[0] if len(bare) else faded[0])] = 0
    return inner


def _beside(rows: np.ndarray, fullest: int) -> np.ndarray:
    """Return the rows just above and below the line that `fullest` lies in, however thick it is."""
    faded = np.flatnonzero(rows < rows[fullest] / 2)
    above, below = faded[faded < fullest], faded[faded > fullest]
    top = max(fullest - THICKEST, int(above[-1]) if len(above) else 0)
    bottom = min(fullest + THICKEST, int(below[0]) if len(below) else len(rows))
    return np.concatenate([rows[max(0, top - 5) : max(0, top - 1)], rows[bottom + 2 : bottom + 6]])


def _longest_run(row: np.ndarray) -> int:
    """Return how many pixels of a row are inked without a gap worth mentioning."""
    bridged = cv2.morphologyEx(
        row.astype(np.uint8).reshape(1, -1), cv2.MORPH_CLOSE, np.ones((1, 2 * _GAP + 1), np.uint8)
    )
    return max((end - start for start, end in runs(bridged.ravel() > 0)), default=0)


def runs(row: Bool[np.ndarray, " pixels"]) -> list[tuple[int, int]]:
    """Return where each run of inked pixels starts and ends."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(int), [0]])))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def without_ruling(
    mask: Mask,
    strength: Strength,
    ruling: Ruling,
    noise: float = 0.0,
    *,
    edge: Mask | None = None,
    least_span: float = 0.0,
) -> Mask:
    """Return the ink without its ruling and what the lines connect with the edge, for a page that was turned level.

    Args:
        mask: the ink.
        strength: how much of it.
        ruling: what `find_ruling` found.
        noise: the standard deviation of bare paper's strength.
        edge: the picture's frame, turned as the ink was; what lies along it goes too.
        least_span: the share of the page that every line spans; on a picture of one digit its own bars are long.
    """
    kept, faint = mask, max(_FAINT, _FAINT_NOISE * noise)
    if ruling.level:
        kept = _without_level(kept, strength, faint, least_span)
    if ruling.upright:
        turned = np.ascontiguousarray(kept.T), np.ascontiguousarray(strength.T)
        kept = np.ascontiguousarray(_without_level(*turned, faint, least_span).T)
    gone = mask & ~kept
    # What is left of the lines is told by its depth, and a table is deeper than any digit.
    kept = kept if edge is None else without_border(kept, edge)
    return without_remains(kept, strength, gone, squared=ruling.upright)


def without_remains(kept: Mask, strength: Strength, gone: Mask, *, squared: bool) -> Mask:
    """Drop parts that are no deeper than the lines were, unless too little ink is left: a pencil on dark squares.

    Squares leave remains anywhere, level lines only beside themselves: a pale digit between two of them stays.
    """
    if not gone.any():
        return kept
    depth = float(np.percentile(strength[gone], _DEEPEST if squared else 50))
    count, labels = cv2.connectedComponents(kept.astype(np.uint8), connectivity=8)
    peaks = np.zeros(count, np.float32)
    np.maximum.at(peaks, labels[kept], strength[kept])
    remains = peaks <= _REMAINS * depth
    if (kept & ~remains[labels]).sum() < (_NEARLY_ALL if squared else _MOST) * kept.sum():
        return kept
    if not squared:
        beside = cv2.dilate(gone.astype(np.uint8), np.ones((THICKEST, round(_PIECE * gone.shape[1]) | 1), np.uint8))
        sizes, within = np.bincount(labels.ravel(), minlength=count), np.bincount(labels[beside > 0], minlength=count)
        remains &= within >= _BESIDE * sizes
    return np.asarray(kept & ~remains[labels])


def _without_level(mask: Mask, strength: Strength, faint: float, least_span: float) -> Mask:
    _height, width = mask.shape
    piece = max(20, round(_PIECE * width))
    ink = mask.astype(np.uint8)
    # Lines waver by a pixel and have gaps: thicken, bridge, then keep what is level for a long way.
    bridged = cv2.morphologyEx(cv2.dilate(ink, np.ones((3, 1), np.uint8)), cv2.MORPH_CLOSE, np.ones((1, 2 * _GAP + 1)))
    pieces = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, piece), np.uint8))
    _count, labels, stats, _ = cv2.connectedComponentsWithStats(
        cv2.dilate(pieces, np.ones((3, piece // 2 | 1), np.uint8)), connectivity=8
    )
    long = np.flatnonzero(stats[:, cv2.CC_STAT_WIDTH] >= _SPAN * width)
    lines = ((pieces > 0) & np.isin(labels, long[long > 0])) | _full_rows(strength > faint)
    if least_span:
        lines = _spanning(lines, least_span)
    if not lines.any():
        return mask
    line = mask & lines & ~_thick(mask)
    # Of a line a pixel wide some pixels are half covered: the deepest beside each tells how deep it is.
    ridge = cv2.dilate(strength, np.ones((THICKEST // 2, 1), np.uint8))
    near = (2 * piece + 1, 5)
    weight = np.maximum(cv2.blur(line.astype(np.float32), near), 1e-6)
    depth = cv2.blur(np.where(line, ridge, 0), near) / weight
    # Where a stroke runs along the line, it is the stroke that is measured: what is printed is as deep everywhere.
    depth = np.minimum(depth, float(np.median(ridge[line])) if line.any() else 0.0)
    writing = mask & ~line
    deeper = line & (strength > _DEEPER * depth)
    return np.asarray(writing | deeper | crossing(line, writing | deeper))


def _spanning(lines: Mask, share: float) -> Mask:
    """Return the lines that span this share of the page, with gaps of a quarter of it bridged."""
    width = lines.shape[1]
    bridged = cv2.dilate(lines.astype(np.uint8), np.ones((3, width // 4 | 1), np.uint8))
    count, labels = cv2.connectedComponents(bridged, connectivity=8)
    kept = np.zeros(count, bool)
    for label in range(1, count):
        columns = np.flatnonzero((lines & (labels == label)).any(axis=0))
        kept[label] = len(columns) > 0 and columns[-1] + 1 - columns[0] >= share * width
    return np.asarray(lines & kept[labels])


def _full_rows(faint: Mask) -> Mask:
    """Tell where, strip by strip across the page, a row is nearly all ink while those above and below are not."""
    rows, width = faint.shape
    full = np.zeros(faint.shape, bool)
    for start in range(0, width, max(1, width // _STRIPS)):
        strip = slice(start, start + max(1, width // _STRIPS))
        share = cv2.dilate(faint[:, strip].astype(np.uint8), np.ones((3, 1), np.uint8)).mean(axis=1)
        around = cv2.blur(share.reshape(-1, 1), (1, 4 * THICKEST)).ravel()
        full[:, strip] = ((share >= _FULL) & (share > _STANDS_OUT * np.minimum(around, 0.4)))[:, None]
    return full if rows else faint


def _thick(mask: Mask) -> Mask:
    """Tell which ink goes on further up and down than a level line is thick: strokes, and what crosses the line."""
    core = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((THICKEST, 1), np.uint8))
    return np.asarray(core > 0)
