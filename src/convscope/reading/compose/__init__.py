"""Made pages and made ink: given digits set in lines on made paper, with everything around them that must not be read.

For setting thresholds (digits of MNIST's training part), for tests (of its test part) and for training a reader.
"""

from __future__ import annotations

from convscope.reading.compose._examples import OTHER, Source, digit_image, make_examples, other_image, other_mask
from convscope.reading.compose._letters import Face, find_faces
from convscope.reading.compose._negative import NEGATIVES, Negative, compose_negative
from convscope.reading.compose._page import Page, compose_page, digits_in, read_right
from convscope.reading.compose._source_page import compose_mixed_page, compose_source_page
from convscope.reading.compose._split import HELD_OUT, learning_digits, learning_examples, learning_source
from convscope.reading.compose._style import Style, random_style
from convscope.reading.compose._table import lay_on_table

__all__ = [
    "HELD_OUT",
    "NEGATIVES",
    "OTHER",
    "Face",
    "Negative",
    "Page",
    "Source",
    "Style",
    "compose_mixed_page",
    "compose_negative",
    "compose_page",
    "compose_source_page",
    "digit_image",
    "digits_in",
    "find_faces",
    "lay_on_table",
    "learning_digits",
    "learning_examples",
    "learning_source",
    "make_examples",
    "other_image",
    "other_mask",
    "random_style",
    "read_right",
]
