"""The report's sentences, one table a language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from convscope._errors import InputError

LANGUAGES = ("en", "zh")


@cache
def texts(language: str) -> dict[str, Any]:
    """Give the table of `language`: sentences by section and name.

    Raises:
        InputError: the language is neither "en" nor "zh".
    """
    if language not in LANGUAGES:
        raise InputError("a report's language must be en or zh", found=repr(language), todo="choose one of the two")
    file = resources.files(__package__ or "") / "texts" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
