"""Which pieces of a line belong together: the network is asked which reading it finds likelier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32

from convscope.reading.page._classify import Asker
from convscope.reading.page._parts import Part, joined

MOST_PIECES = 5
"""At most so many pieces make one digit."""
WIDEST = 1.35
"""Digits are at most this many line heights wide."""
# A gap of this many line heights between pieces of one digit costs as much as one wrong guess in e.
_GAP = 0.12
# A digit lower than this share of the line is unlikely; a piece lower than that may be a mark instead.
_LOW = 0.55
# What cutting connected ink in two costs: most ink that is connected is one digit.
_CUT = 0.6
# What it costs to part two pieces of which one lies over the other by this share of the narrower's width.
_TORN, _MUCH = 1.0, 0.5
# What calling a piece a mark (a dash, a point, a bar of nothing) costs.
_MARK = 1.2
_LEAST = 1e-4
# Of digits that touch each must look like one by this probability, but for this share of them.
_PIECE, _BAD = 0.3, 0.34


@dataclass(frozen=True)
class Candidate:
    """Pieces that may be one digit.

    Args:
        first: index of its first piece in the line.
        after: index after its last.
        part: their ink.
        row: the network's probabilities, given that it is a digit.
        likeness: how likely it is a digit at all.
    """

    first: int
    after: int
    part: Part
    row: Float32[np.ndarray, " k"]
    likeness: float

    @property
    def probability(self) -> float:
        """That it is a digit, and the likeliest one."""
        return float(self.row.max()) * self.likeness


def are_whole(asker: Asker, parts: list[Part], height: float) -> list[bool]:
    """Tell for each part whether the network is so sure of it that cutting it in two could not be likelier.

    Args:
        asker: asks the network.
        parts: connected ink.
        height: of the line's digits.
    """
    return [
        _cost(Candidate(0, 1, part, *answer), [part], height) < _CUT
        for part, answer in zip(parts, asker.ask(parts), strict=True)
    ]


def best_reading(asker: Asker, pieces: list[Part], height: float, most_pieces: int = MOST_PIECES) -> list[Candidate]:
    """Return the likeliest way to read a line's pieces, from left to right; marks are in it too.

    Args:
        asker: asks the network.
        pieces: in the order of their left edges.
        height: of the line's digits.
        most_pieces: so many may be one digit.
    """
    spans = [
        (first, after)
        for first in range(len(pieces))
        for after in range(first + 1, min(first + most_pieces, len(pieces)) + 1)
        if after == first + 1 or _may_join(pieces[first:after], height)
    ]
    parts = [joined(pieces[first:after]) for first, after in spans]
    candidates = [
        Candidate(*span, part, *answer) for span, part, answer in zip(spans, parts, asker.ask(parts), strict=True)
    ]
    best: list[tuple[float, tuple[Candidate, ...]]] = [(0.0, ())]
    for after in range(1, len(pieces) + 1):
        options = [
            (best[candidate.first][0] + _cost(candidate, pieces, height), (*best[candidate.first][1], candidate))
            for candidate in candidates
            if candidate.after == after
        ]
        best.append(min(options, key=lambda option: option[0]))
    return _without_bad_cuts(asker, list(best[-1][1]), pieces)


def _without_bad_cuts(asker: Asker, candidates: list[Candidate], pieces: list[Part]) -> list[Candidate]:
    """Put connected ink together again where too few of its pieces are digits: then it was not some that touch."""
    result: list[Candidate] = []
    runs: list[list[Candidate]] = []
    for candidate in candidates:
        if runs and _were_one(pieces[candidate.first - 1], pieces[candidate.first]):
            runs[-1].append(candidate)
        else:
            runs.append([candidate])
    for run in runs:
        bad = sum(candidate.probability < _PIECE for candidate in run)
        if len(run) == 1 or bad <= _BAD * len(run):
            result.extend(run)
        else:
            whole = joined(pieces[run[0].first : run[-1].after])
            result.append(Candidate(run[0].first, run[-1].after, whole, *asker.ask([whole])[0]))
    return result


def _were_one(left: Part, right: Part) -> bool:
    return left.whole is not None and left.whole is right.whole


def _may_join(pieces: list[Part], height: float) -> bool:
    width = max(piece.right for piece in pieces) - min(piece.left for piece in pieces)
    return width <= WIDEST * height and all(gap <= 3 * _GAP * height for gap in _gaps(pieces))


def _cost(candidate: Candidate, pieces: list[Part], height: float) -> float:
    """Return how unlikely a candidate is, by what the network says and by its shape."""
    part = candidate.part
    own = pieces[candidate.first : candidate.after]
    # Weighed by width, so that cutting a digit in two does not pay twice for it.
    size = min(1.0, max(part.height, part.width) / height)
    cost = -np.log(max(candidate.probability, _LEAST)) * (0.5 + 0.5 * size)
    cost += sum((gap / (_GAP * height)) ** 2 for gap in _gaps(own))
    before = pieces[candidate.first - 1] if candidate.first else None
    if before is not None and _were_one(before, own[0]):
        cost += _CUT
    if part.height < _LOW * height:
        cost += 4 * (_LOW - part.height / height)
        cost = min(cost, _MARK * size)
    # A mark too: the loop of a broken 6.
    if before is not None and not _were_one(before, own[0]) and _overlap(before, own[0]) > _MUCH:
        cost += _TORN
    if part.width > height:
        cost += 2 * (part.width / height - 1)
    return float(cost)


def _gap(left: Part, right: Part) -> float:
    """Return the paper between two boxes; 0 where they overlap."""
    across = max(0, right.left - left.right, left.left - right.right)
    along = max(0, right.top - left.bottom, left.top - right.bottom)
    return float(np.hypot(across, along))


def _overlap(left: Part, right: Part) -> float:
    """Return which share of the narrower piece's width lies over the other."""
    shared = min(left.right, right.right) - max(left.left, right.left)
    return shared / min(left.width, right.width)


def _gaps(pieces: list[Part]) -> list[float]:
    """Return for each piece but the first how much paper lies between it and the nearest one before it."""
    return [min(_gap(other, piece) for other in pieces[:after]) for after, piece in enumerate(pieces) if after]
