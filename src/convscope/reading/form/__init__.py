"""MNIST's form: 20 x 20 box, centre of mass in the middle of 28 x 28, its stroke widths, light ink on black."""

from __future__ import annotations

from convscope.reading.form._digit import BOX_SHARE, FINE, Placement, crop, is_in_form, stroke_change, to_digit_form
from convscope.reading.form._strokes import stroke_width, with_stroke_width

__all__ = [
    "BOX_SHARE",
    "FINE",
    "Placement",
    "crop",
    "is_in_form",
    "stroke_change",
    "stroke_width",
    "to_digit_form",
    "with_stroke_width",
]
