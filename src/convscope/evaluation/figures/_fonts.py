"""Fonts for any class name: what the system has, and what to write where it has nothing."""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

from convscope._errors import one_line
from convscope._optional import require

_LATIN = "DejaVu Sans"  # comes with Matplotlib
_CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Heiti SC",
    "Noto Sans CJK JP",
    "Arial Unicode MS",
)
_MISSING = "\N{WHITE SQUARE}"


@cache
def chinese_family() -> str | None:
    """Give the first installed font for Chinese, or None."""
    manager = require("matplotlib.font_manager", extra="report")
    found = _first_of(manager.get_font_names())
    if found is None:
        _list_new_fonts(manager)
        found = _first_of(manager.get_font_names())
    return found


def _first_of(installed: Iterable[str]) -> str | None:
    known = set(installed)
    return next((name for name in _CHINESE if name in known), None)


def _list_new_fonts(manager: Any) -> None:
    """Tell Matplotlib of fonts that were installed after it made its list, which it keeps for ever."""
    listed = {entry.fname for entry in manager.fontManager.ttflist}
    for path in manager.findSystemFonts():
        if path not in listed:
            with contextlib.suppress(OSError, RuntimeError):  # a file that is no font
                manager.fontManager.addfont(path)


def families() -> list[str]:
    """Give the fonts in the order in which each character is looked for."""
    chinese = chinese_family()
    return [_LATIN] if chinese is None else [_LATIN, chinese]


@cache
def _characters(family: str) -> frozenset[int]:
    manager = require("matplotlib.font_manager", extra="report")
    font = manager.get_font(manager.findfont(manager.FontProperties(family=family)))
    return frozenset(font.get_charmap())


def columns(text: str) -> int:
    """Count how many columns a text takes, a Chinese character two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def legible(text: object, longest: int = 24) -> str:
    """Give one line that the fonts can draw: control characters escaped, a long text cut, a missing sign a square.

    `longest` counts columns, of which a Chinese character takes two.
    """
    line = one_line(text)
    if columns(line) > longest:
        while columns(line) > longest - 1:
            line = line[:-1]
        line += "\N{HORIZONTAL ELLIPSIS}"
    drawable = frozenset().union(*(_characters(family) for family in families()))
    return "".join(sign if ord(sign) in drawable else _MISSING for sign in line)
