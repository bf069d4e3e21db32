"""Made pages: given digits set in lines on made paper, with everything around them that must not be read.

For setting thresholds (digits of MNIST's training part), for tests (of its test part) and for training a reader.
"""

from __future__ import annotations

from convscope.reading.compose._page import Page, compose_page
from convscope.reading.compose._style import Style, random_style

__all__ = ["Page", "Style", "compose_page", "random_style"]
