"""Where lines of the paper run from edge to edge, however pale or deep, straight or bent.

They are not looked for in what was cut out as ink, where pale lines are missing and dense squares hide everything:
along a line paper is deeper on average than beside it, and a median over a strip of the picture sees that through
the noise and past the digit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from jaxtyping import Bool, Float

from convscope.reading._arrays import Mask, Strength
from convscope.reading.ink._crossing import THICKEST
from convscope.reading.ink._paper import OnPaper, deviation
from convscope.reading.ink._ruling import best_lean, runs
from convscope.reading.ink._turn import turned_mask, turned_strength

# The lean is searched at this size, in strengths up to the larger of these: a digit must not outweigh the lines.
_SMALL, _MOST, _MOST_CALM = 480, 0.08, 4.0
# The picture is looked at in so many strips; its edge is this share of its width, and so many pixels at least.
_STRIPS, _EDGE, _EDGE_LEAST = 8, 0.03, 4
# A line is seen in this share of the strips; between strips it wavers by so many pixels.
_SEEN, _DRIFT = 0.75, 2
# All lines together lie higher or lower by so many rows at most from strip to strip; so many rows of 100 are no line.
# They bend if they are so much clearer then: where there is none, what is written may be a little clearer.
_BEND, _LINED, _CLEARER = 3, 97, 1.15
# In a corner of a picture that was turned a line may lie in few strips.
_FEW = 2
# At the picture's edges it is this share as deep as elsewhere at least.
_REACHES = 0.5
# So often the strips of a line are laid on each other.
_ROUNDS = 2
# It is deeper than the paper around it by so much, and by so many deviations of the strip's medians.
_DEEP, _DEVIATIONS = 0.02, 4.0
# Of its pixels this share is no deeper than a line is said to be: a thin one is deeper here and paler there.
_DEPTH = 0.65
# Of the rows around, this share is barer paper than the bare paper meant.
_BARE = 35
# So near to the picture's upper and lower edge (a share of the shorter side) it may be a table's edge: no evidence.
_MARGIN = 0.03
# To a line belongs what is this share as deep as its middle.
_SKIRT = 0.3


@dataclass(frozen=True)
class Lines:
    """The level lines of a picture.

    Args:
        depth: how deep the paper is where they run; 0 beside them.
        count: how many.
        reached: how many edges of the picture they reach, two a line at most.
        bent: by how many rows in all they go up or down from strip to strip.
    """

    depth: Strength
    count: int
    reached: int
    bent: int


@dataclass(frozen=True)
class Ruled:
    """A picture, turned level, and its lines; the depth of the upright ones lies as the picture does."""

    lean: float
    strength: Strength
    level: Lines
    upright: Lines

    @property
    def count(self) -> int:
        """How many lines there are."""
        return self.level.count + self.upright.count

    @property
    def bent(self) -> int:
        """How little straight they are: of two leans the right one is that at which they are straighter."""
        return self.level.bent + self.upright.bent


def find_leans(page: OnPaper) -> tuple[float, float]:
    """Return by how many degrees level lines fall to the right, and upright ones lean the same way."""
    strength = np.minimum(cv2.GaussianBlur(page.strength, (3, 3), 0), max(_MOST, _MOST_CALM * page.calm))
    # Shadows go, or they would end level at the margin.
    strength = np.maximum(strength - cv2.blur(strength, (4 * THICKEST + 1, 4 * THICKEST + 1)), 0)
    margin = margin_of(strength.shape)
    inner = np.zeros_like(strength)
    inner[margin:-margin, margin:-margin] = strength[margin:-margin, margin:-margin]
    scale = min(1.0, _SMALL / max(inner.shape))
    small = cv2.resize(inner, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return best_lean(small), best_lean(np.ascontiguousarray(np.rot90(small)))


def margin_of(shape: tuple[int, ...]) -> int:
    """Return how many pixels at each edge of a picture may be a table's."""
    return max(2, round(_MARGIN * min(shape)))


def ruled_at(page: OnPaper, lean: float, *, squared: bool) -> Ruled:
    """Find the lines of a picture that leans so."""
    strength = turned_strength(page.strength, lean)
    inside = cv2.erode(turned_mask(np.ones(page.strength.shape, bool), lean).astype(np.uint8), np.ones((5, 5))) > 0
    level = _level_lines(strength, inside)
    if not squared:
        return Ruled(lean, strength, level, Lines(np.zeros_like(strength), 0, 0, 0))
    upright = _level_lines(np.ascontiguousarray(strength.T), np.ascontiguousarray(inside.T))
    return Ruled(lean, strength, level, replace(upright, depth=np.ascontiguousarray(upright.depth.T)))


def _level_lines(strength: Strength, inside: Mask) -> Lines:
    strips = _strips(inside)
    depth = np.zeros_like(strength)
    depths, deeper, seen = (np.stack(parts, axis=1) for parts in zip(*_profiles(strength, inside, strips), strict=True))
    moves = _bends(deeper)
    depths, deeper, seen = (_moved(part, [-move for move in moves]) for part in (depths, deeper, seen))
    known = ~np.isnan(depths)
    near = cv2.dilate(seen.astype(np.uint8), np.ones((2 * _DRIFT + 1, 1), np.uint8)) > 0
    strips_known = known.sum(axis=1)
    across = near.sum(axis=1) >= np.maximum(_SEEN * strips_known, np.clip(strips_known, _FEW, _STRIPS / 2))
    margin = margin_of(strength.shape)
    rows = np.flatnonzero(inside.any(axis=1))
    count = reached = 0
    for first, last in runs(across):
        if last - first > 2 * THICKEST:
            continue
        around = slice(max(0, first - _DRIFT - 1), last + _DRIFT + 1)
        _mark(depth[around], strips, depths[around], deeper[around], seen[around])
        if first - rows[0] < margin or rows[-1] - last < margin:
            continue
        count += 1
        beside = slice(max(0, first - THICKEST), last + THICKEST)
        reached += _edges_reached(strength[beside], inside[beside], float(np.median(deeper[around].max(axis=0))))
    for strip, move in zip(strips, moves, strict=True):
        depth[:, strip] = np.roll(depth[:, strip], move, axis=0)
    # A line wavers within its strip.
    return Lines(
        np.where(inside, cv2.dilate(depth, np.ones((3, 1), np.uint8)), 0),
        count,
        reached,
        int(np.abs(np.diff(moves)).sum()),
    )


def _edges_reached(strength: Strength, inside: Mask, depth: float) -> int:
    """Count the edges that a line of the paper reaches; a bar of the digit stops short of them.

    Args:
        strength: the rows of the line and those beside it.
        inside: where they are the picture's.
        depth: by how much the line is deeper than the paper.
    """
    columns = np.flatnonzero(inside[len(inside) // 2])
    narrow = max(_EDGE_LEAST, round(_EDGE * len(columns)))
    edges = (columns[:narrow], columns[-narrow:]) if len(columns) else ()
    rows = [np.median(strength[:, edge], axis=1) for edge in edges]
    return sum(float(row.max() - np.median(row)) >= _REACHES * depth for row in rows)


def _strips(inside: Mask) -> list[slice]:
    columns = np.flatnonzero(inside.any(axis=0))
    ends = [int(end) for end in np.linspace(columns[0], columns[-1] + 1, _STRIPS + 1)]
    return [slice(start, end) for start, end in pairwise(ends)]


def _profiles(
    strength: Strength, inside: Mask, strips: list[slice]
) -> list[tuple[Float[np.ndarray, " rows"], Float[np.ndarray, " rows"], Bool[np.ndarray, " rows"]]]:
    """Return for each strip and row how deep it is, by how much it is deeper than those around, and if that is much."""
    profiles, noises = [], []
    for strip in strips:
        depths = np.full(len(strength), np.nan, np.float32)
        known = np.flatnonzero(inside[:, strip].mean(axis=1) > 1 / 2)
        deeper = np.zeros(len(strength), np.float32)
        if len(known) > 2 * THICKEST:
            ordered = np.sort(np.where(inside[known, strip], strength[known, strip], np.inf), axis=1)
            count = inside[known, strip].sum(axis=1)
            middle = ordered[np.arange(len(known)), count // 2]
            deeper[known] = middle - _bare(middle)
            depths[known] = ordered[np.arange(len(known)), np.minimum((_DEPTH * count).astype(int), count - 1)]
        calm = deeper[known][deeper[known] <= np.percentile(deeper[known], 70)] if len(known) else deeper
        profiles.append((depths, deeper))
        noises.append(deviation(calm))
    # Writing among dense lines passes for noise, but seldom in most strips.
    usual = float(np.median(noises))
    result = []
    for (depths, deeper), noise in zip(profiles, noises, strict=True):
        peak = cv2.dilate(deeper, np.ones((2 * THICKEST + 1, 1), np.uint8)).ravel()
        least = np.maximum(max(_DEEP, _DEVIATIONS * min(noise, usual)), _SKIRT * peak)
        result.append((depths, deeper, deeper > least))
    return result


def _bare(profile: Float[np.ndarray, " rows"]) -> Float[np.ndarray, " rows"]:
    """Return how deep the bare paper around each row is."""
    half = min(2 * THICKEST, (len(profile) - 1) // 2)
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(profile, half, mode="reflect"), 2 * half + 1)
    return np.asarray(np.percentile(windows, _BARE, axis=1))


def _mark(
    depth: Strength,
    strips: list[slice],
    depths: Float[np.ndarray, "rows strips"],
    deeper: Float[np.ndarray, "rows strips"],
    seen: Bool[np.ndarray, "rows strips"],
) -> None:
    """Write how deep one line is into `depth`, strip by strip: as the line is on the whole, where it runs there."""
    shows = [strip for strip in range(len(strips)) if seen[:, strip].any()]
    moves = dict.fromkeys(shows, 0)
    for _ in range(_ROUNDS):
        # As a line wavers, its strips laid on each other as they are show it too broad.
        typical = np.median([np.roll(deeper[:, strip], -moves[strip]) for strip in shows], axis=0)
        moves = {strip: _move(deeper[:, strip], typical) for strip in shows}
    whole = np.median([np.roll(np.nan_to_num(depths[:, strip]), -moves[strip]) for strip in shows], axis=0)
    above = np.median([np.roll(deeper[:, strip], -moves[strip]) for strip in shows], axis=0)
    line = np.where(above > _SKIRT * above.max(), whole, 0).astype(np.float32)
    for strip in range(len(strips)):
        own = np.roll(line, moves.get(strip, 0))
        depth[:, strips[strip]] = np.maximum(depth[:, strips[strip]], own[:, None])


def _bends(deeper: Float[np.ndarray, "rows strips"]) -> list[int]:
    """Return by how many rows all lines together lie lower in each strip than in the middle: paper bends."""
    # What is written is deeper than the lines, and they must weigh more.
    flat = np.minimum(deeper, np.percentile(deeper, _LINED, axis=0))
    moves, sum_ = [0], flat[:, 0]
    for strip in range(1, flat.shape[1]):
        near = sorted(range(-_BEND, _BEND + 1), key=abs)
        move = max(near, key=lambda step: float(sum_ @ np.roll(flat[:, strip], -moves[-1] - step)))
        moves.append(moves[-1] + move)
        sum_ = sum_ + np.roll(flat[:, strip], -moves[-1])
    if (sum_**2).sum() < _CLEARER * (flat.sum(axis=1) ** 2).sum():
        return [0] * len(moves)
    return [move - moves[len(moves) // 2] for move in moves]


def _moved(part: np.ndarray, moves: list[int]) -> np.ndarray:
    return np.stack([np.roll(part[:, strip], move) for strip, move in enumerate(moves)], axis=1)


def _move(profile: Float[np.ndarray, " rows"], typical: Float[np.ndarray, " rows"]) -> int:
    """Return by how many rows a line lies lower here than it typically does; what is written on it has no say."""
    seen = np.minimum(profile, typical.max())
    moves = sorted(range(-_DRIFT, _DRIFT + 1), key=abs)
    return min(moves, key=lambda move: float(np.abs(np.roll(seen, -move) - typical).sum()))
