"""A sheet on a table of any colour: where its outline shows, what is beside it is covered with paper."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from jaxtyping import Float32

from convscope.reading._arrays import Colour, Grey, Mask
from convscope.reading.ink._convex import along_the_edge, corners_of, opened, outline_of
from convscope.reading.ink._filled import turned_picture
from convscope.reading.ink._small import SHEET_SIZE, TOO_SMALL, at_most

# Strokes and ruling narrower than half of this vanish; edges stay.
_CALM = 7
# Neighbours on one surface differ by less than one of these (CIE L*a*b*): as much as its grain allows.
_STEPS = (12, 8, 5, 3, 2)
# A sheet covers such a share of the picture.
_LEAST, _MOST = 0.06, 0.97
# Corners are where straight sides meet that pass by no more than this share of the outline's length. Of some both
# sides are within the picture, but of no more than so many: a round thing has more.
_CORNER, _MOST_CORNERS = 0.02, 5
# Both so far from the outline, in pixels, colours differ by at least this, at this share of its length by at least a
# third of it, and in the same direction.
_NEAR, _FAR = 4, 7
_LEAST_STEP, _SAME, _THIRD = 4.0, 0.75, 0.3
# A region darker than what is around it is a shadow, not a sheet, if that is all: lighter than this share of it, and
# most of the step one of lightness. A shadow comes from somewhere: it is not within the picture with all corners.
_SHADOW, _OF_LIGHTNESS, _ALL_CORNERS = 0.35, 0.7, 4
_EDGE = 5
# Something is written where so many pieces of so many pixels are darker than what is around them by so much, and by so
# many times as much as the grain is.
_INK, _GRAIN, _GLYPH, _GLYPHS = 30, 4.0, 8, 3
# Bare paper is what most of a neighbourhood of this size is.
_NEIGHBOURHOOD = 25


def find_sheet(picture: Colour | Grey) -> Mask | None:
    """Return where the sheet is, or what a program turned, on the picture made small; None where no outline is seen."""
    if min(picture.shape[:2]) < TOO_SMALL:
        return None
    turned = turned_picture(picture)
    if turned is not None:
        return turned
    small = _calm(picture)
    colours = small if small.ndim == 3 else cv2.cvtColor(small, cv2.COLOR_GRAY2RGB)  # noqa: PLR2004 - colours
    lab = cv2.cvtColor(colours.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB)
    found = next((region for region in _surfaces(lab) if _is_sheet(lab, region)), None)
    # A panel on a page: what is written beside it counts as much.
    return None if found is not None and _is_panel(at_most(picture, SHEET_SIZE), found) else found


def cover_around(picture: Colour | Grey, sheet: Mask) -> Colour | Grey:
    """Return the picture with the bare paper carried on over what is around the sheet.

    Args:
        picture: a sheet on a table.
        sheet: where it is, of `find_sheet`.
    """
    small = cv2.resize(_calm(picture), sheet.shape[::-1], interpolation=cv2.INTER_AREA)
    # Its edge, which the lens softened, is not the sheet's colour.
    framed = cv2.copyMakeBorder(sheet.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    sheet = cv2.erode(framed, np.ones((_EDGE, _EDGE), np.uint8), borderValue=1)[1:-1, 1:-1] > 0
    whole = picture.shape[1::-1]
    outside = cv2.resize(sheet.astype(np.float32), whole, interpolation=cv2.INTER_LINEAR) < 0.5  # noqa: PLR2004 - half
    paper = cv2.resize(_carried_on(small, sheet), whole, interpolation=cv2.INTER_LINEAR)
    return np.where(outside if picture.ndim == 2 else outside[..., None], paper, picture)  # noqa: PLR2004 - grey


def _calm(picture: Colour | Grey) -> Colour | Grey:
    """Return the picture made small, without its finest strokes."""
    return np.asarray(cv2.medianBlur(np.ascontiguousarray(at_most(picture, SHEET_SIZE)), _CALM))


def _carried_on(calm: Colour | Grey, sheet: Mask) -> Colour | Grey:
    """Return the bare paper of each place's nearest place on the sheet."""
    _, labels = cv2.distanceTransformWithLabels(
        (~sheet).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    ys, xs = np.nonzero(sheet)
    nearest = np.zeros((labels.max() + 1, 2), int)
    nearest[labels[ys, xs]] = np.stack([ys, xs], axis=1)
    rows, columns = nearest[labels][..., 0], nearest[labels][..., 1]
    bare = cv2.medianBlur(np.ascontiguousarray(calm[rows, columns]), _NEIGHBOURHOOD)
    return np.asarray(cv2.blur(bare[rows, columns], (_NEIGHBOURHOOD, _NEIGHBOURHOOD)))


def _surfaces(lab: Float32[np.ndarray, "h w 3"]) -> Iterator[Mask]:
    """Give the large surfaces without sharp edges, with all that is on them."""
    beside = np.ones((3, 3), np.uint8)
    steps = (cv2.dilate(lab, beside) - cv2.erode(lab, beside)).max(axis=-1)
    for most in _STEPS:
        count, labels, stats, _ = cv2.connectedComponentsWithStats((steps < most).astype(np.uint8), connectivity=4)
        areas = stats[:, cv2.CC_STAT_AREA]
        for label in sorted(range(1, count), key=lambda label: -areas[label])[:2]:
            if areas[label] < _LEAST / 2 * steps.size:
                break
            region = cv2.dilate((labels == label).astype(np.uint8), beside)
            contours, _ = cv2.findContours(region, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
            if max(cv2.contourArea(contour) for contour in contours) > _MOST * steps.size:
                continue
            whole = opened(cv2.drawContours(np.zeros(steps.shape, np.uint8), contours, -1, 1, cv2.FILLED) > 0)
            if whole is not None:
                yield whole


def _is_sheet(lab: Float32[np.ndarray, "h w 3"], region: Mask) -> bool:
    """Tell a sheet by its outline: straight, with a corner in the picture, and another colour all along beyond it."""
    # People aim at the sheet.
    middle = region[region.shape[0] // 2, region.shape[1] // 2]
    if not middle or not _LEAST <= region.mean() <= _MOST:
        return False
    corners = corners_of(region, _CORNER)
    if corners is None:
        return False
    along = along_the_edge(corners, region.shape)
    inside = int((~along & ~np.roll(along, 1)).sum())
    outline = _within(outline_of(region), region.shape, _FAR)
    if not 1 <= inside <= _MOST_CORNERS or len(outline) < sum(region.shape) / 10:
        return False
    near, far = _across(lab, region, outline)
    step = np.median(near, axis=0)
    size = float(np.linalg.norm(step))
    if size < _LEAST_STEP or (np.minimum(near @ step, far @ step) > _THIRD * size**2).mean() < _SAME:
        return False
    own, others = np.median(lab[region], axis=0), np.median(lab[~region], axis=0)
    if np.linalg.norm(own - others) < _LEAST_STEP:
        return False  # the inside of a ring
    shadow = _SHADOW * others[0] < own[0] < others[0] and abs(step[0]) > _OF_LIGHTNESS * size
    return not shadow or inside >= _ALL_CORNERS


def _is_panel(small: Colour | Grey, region: Mask) -> bool:
    """Tell a region that is darker than what is around it, where something is written around it."""
    fine = small if small.ndim == 2 else cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)  # noqa: PLR2004 - grey
    outside = cv2.erode((~region).astype(np.uint8), np.ones((2 * _FAR + 1, 2 * _FAR + 1), np.uint8)) > 0
    if not outside.any() or np.median(fine[region]) >= np.median(fine[outside]):
        return False
    darker = cv2.morphologyEx(fine, cv2.MORPH_BLACKHAT, np.ones((_CALM + 2, _CALM + 2), np.uint8))
    strokes = outside & (darker >= max(_INK, _GRAIN * float(np.median(darker[outside]))))
    count, _, stats, _ = cv2.connectedComponentsWithStats(strokes.astype(np.uint8), connectivity=8)
    return count > 1 and int((stats[1:, cv2.CC_STAT_AREA] >= _GLYPH).sum()) >= _GLYPHS


def _within(points: np.ndarray, shape: tuple[int, ...], margin: int) -> np.ndarray:
    """Return the points (x, y) that are so far from the picture's edges."""
    return np.asarray(points[((points >= margin) & (points < np.array(shape[::-1]) - margin)).all(axis=1)])


def _across(
    lab: Float32[np.ndarray, "h w 3"], region: Mask, outline: np.ndarray
) -> tuple[Float32[np.ndarray, "n 3"], Float32[np.ndarray, "n 3"]]:
    """Return by how much colours near and far from an outline differ, within and without, at each of its points."""
    soft = cv2.GaussianBlur(region.astype(np.float32), (0, 0), 3)
    xs, ys = outline[:, 0], outline[:, 1]
    inwards = np.stack([cv2.Sobel(soft, cv2.CV_32F, *way)[ys, xs] for way in ((1, 0), (0, 1))], axis=1)
    inwards /= np.maximum(np.linalg.norm(inwards, axis=1, keepdims=True), np.float32(1e-6))
    most = np.array(region.shape[::-1]) - 1

    def at(reach: int) -> np.ndarray:
        end = np.rint(outline + reach * inwards).astype(int).clip(0, most)
        return np.asarray(lab[end[:, 1], end[:, 0]])

    return at(_NEAR) - at(-_NEAR), at(_FAR) - at(-_FAR)
