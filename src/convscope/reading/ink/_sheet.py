"""A light sheet photographed on a darker table: what is beside the sheet is covered with paper."""

from __future__ import annotations

import cv2
import numpy as np

from convscope.reading._arrays import Grey, Mask
from convscope.reading.ink._small import at_most

_SMALL = 256
# The sheet covers at least this share of the picture and is as convex as paper, which few digits are.
_LARGE, _CONVEX = 0.3, 0.85
# Of paper more than this share is bare; of a light 0 on black it is less.
_BARE = 0.6
# A table runs along at least this share of one of the picture's sides ...
_ALONG = 0.2
# ... has less than this share of the sheet's brightness ...
_DARK = 0.55
# ... and the brightness falls by this much right at its edge, where a shadow's takes longer.
_STEP, _NEAR = 30, 7
_SPECK = 3
# Strokes are no wider than this share of the shorter side.
_WIDEST = 0.1


def cover_table(grey: Grey) -> Grey:
    """Return the picture with the table covered by the sheet, or the same picture if there is none."""
    small = at_most(grey, _SMALL)
    if min(small.shape) < 2 * _NEAR:
        return grey
    small = cv2.medianBlur(small, _SPECK)
    sheet = _sheet(small)
    if sheet is None:
        return grey
    table = _table(small, sheet)
    if not table.any():
        return grey
    table = cv2.dilate(table.astype(np.uint8), np.ones((_NEAR, _NEAR), np.uint8))
    # The sheet goes on outwards as bright as it ends, or its edge would look like ink; its writing does not go on.
    size = max(_NEAR, round(_WIDEST * min(small.shape))) | 1
    bare = cv2.morphologyEx(np.where(table > 0, 0, small), cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    onwards = cv2.inpaint(cv2.medianBlur(bare, _NEAR), table, _SPECK, cv2.INPAINT_TELEA)
    whole = grey.shape[::-1]
    outside = cv2.resize(table, whole, interpolation=cv2.INTER_NEAREST) > 0
    return np.where(outside, cv2.resize(onwards, whole, interpolation=cv2.INTER_LINEAR), grey)


def _sheet(small: Grey) -> Mask | None:
    """Return the largest light region with everything inside it; None if it does not look like paper."""
    _, light = cv2.threshold(small, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(light, connectivity=4)
    if count == 1:
        return None
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    region = (labels == largest).astype(np.uint8)
    contours, _ = cv2.findContours(region, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    whole = cv2.drawContours(np.zeros(small.shape, np.uint8), contours, -1, 1, cv2.FILLED)
    hull = cv2.contourArea(cv2.convexHull(np.concatenate(contours)))
    looks_like_paper = whole.mean() >= _LARGE and whole.sum() >= _CONVEX * hull and region.sum() >= _BARE * whole.sum()
    return np.asarray(whole, bool) if looks_like_paper else None


def _table(small: Grey, sheet: Mask) -> Mask:
    """Return the regions beside the sheet that are dark, long, and end sharply."""
    count, labels = cv2.connectedComponents((~sheet).astype(np.uint8), connectivity=4)
    near = np.ones((_NEAR, _NEAR), np.uint8)
    brightness = float(small[sheet].mean())
    table = np.zeros(small.shape, bool)
    for label in range(1, count):
        region = labels == label
        sides = (region[0], region[-1], region[:, 0], region[:, -1])
        if max(float(side.mean()) for side in sides) < _ALONG or small[region].mean() > _DARK * brightness:
            continue
        beside = sheet & (cv2.dilate(region.astype(np.uint8), near) > 0)
        edge = region & (cv2.dilate(sheet.astype(np.uint8), near) > 0)
        if beside.any() and np.median(small[beside]) - np.median(small[edge]) >= _STEP:
            table |= region & ~_in_shadow(small, sheet, region, float(np.median(small[beside])))
    return table


def _in_shadow(small: Grey, sheet: Mask, region: Mask, paper: float) -> Mask:
    """Return what belongs to the sheet of a dark region beside it: a corner in shadow, much lighter than the table."""
    light = sheet | (region & (small > (paper + float(np.median(small[region]))) / 2))
    count, labels = cv2.connectedComponents(
        cv2.morphologyEx(light.astype(np.uint8), cv2.MORPH_OPEN, np.ones((_SPECK, _SPECK), np.uint8)), connectivity=4
    )
    return np.isin(labels, np.unique(labels[sheet & (labels > 0)])) if count > 1 else sheet
