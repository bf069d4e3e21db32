"""Ink from paper: which of the two is dark, the light evened out, the strokes cut out.

The steps in order: `turned_back` undoes what a program turned, `find_sheet` tells a sheet on a table by its outline,
`cover_around` hides the table and `straightened` lays the sheet straight; `to_grey` weighs the colours so that the ink
stands out, `cover_table` hides a dark table of which no corner shows, `is_light_on_dark` decides the polarity,
`on_paper` compares each pixel with the bare paper around it, `cut` keeps what is ink; `ruled` finds the lines of ruled
paper in it, `without_ruling` takes them out of a page that was `turned` level. Of a picture of one thing `unruled` does
all that: it knows lines that run to the picture's edges.
"""

from __future__ import annotations

from convscope.reading.ink._across import Unruled, unruled
from convscope.reading.ink._border import edge_of, typical_size, without_border
from convscope.reading.ink._crossing import crossing, crossing_upright
from convscope.reading.ink._cut import cut, faint
from convscope.reading.ink._filled import turned_back
from convscope.reading.ink._frames import without_frames
from convscope.reading.ink._grey import to_grey
from convscope.reading.ink._outline import cover_around, find_sheet
from convscope.reading.ink._paper import OnPaper, on_paper
from convscope.reading.ink._polarity import is_light_on_dark
from convscope.reading.ink._ruling import Ruling, is_busy, ruled, without_ruling
from convscope.reading.ink._sheet import cover_table
from convscope.reading.ink._small import scaled
from convscope.reading.ink._straighten import straightened
from convscope.reading.ink._turn import turn_matrix, turned, turned_mask

__all__ = [
    "OnPaper",
    "Ruling",
    "Unruled",
    "cover_around",
    "cover_table",
    "crossing",
    "crossing_upright",
    "cut",
    "edge_of",
    "faint",
    "find_sheet",
    "is_busy",
    "is_light_on_dark",
    "on_paper",
    "ruled",
    "scaled",
    "straightened",
    "to_grey",
    "turn_matrix",
    "turned",
    "turned_back",
    "turned_mask",
    "typical_size",
    "unruled",
    "without_border",
    "without_frames",
    "without_ruling",
]
