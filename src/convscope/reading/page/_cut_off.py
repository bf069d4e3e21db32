"""Ink that the picture's edge cuts: the sheet's edge, a crease, half a letter; among whole digits none of them."""

from __future__ import annotations

import numpy as np

from convscope.reading.page._parts import Part
from convscope.reading.page._sheet import Sheet

# Nearer to the picture's edge than this, in pixels of the sheet, it is cut.
_NEAR = 2.0
# A picture may be cut tight around its digits: so many must stand free, and so many times as many as are cut.
_FREE, _TIMES = 3, 3
# Only what is at least this share of the page's digits high counts as one.
_TALL = 0.5


def cut_off(parts: list[Part], sheet: Sheet, page_height: float) -> list[Part]:
    """Return the parts that the picture's edge cuts, where most stand free; else none.

    Args:
        parts: what was found.
        sheet: where.
        page_height: of most digits on the page.
    """
    touching = [part for part in parts if _touches(part, sheet)]
    tall, cut = (sum(part.height >= _TALL * page_height for part in some) for some in (parts, touching))
    return touching if tall - cut >= max(_FREE, _TIMES * cut) else []


def _touches(part: Part, sheet: Sheet) -> bool:
    ys, xs = np.nonzero(part.mask)
    points = sheet.on_picture(np.stack([xs + part.left + 0.5, ys + part.top + 0.5]))
    near = _NEAR * sheet.shrunk
    return bool(points.min() < near or (points.max(axis=1) > np.array(sheet.size) - near).any())
