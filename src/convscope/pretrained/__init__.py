"""The networks that come with convscope, trained by it; README.md is their card."""

from __future__ import annotations

from convscope.pretrained._path import NAMES, path
from convscope.pretrained._settings import SETTINGS, Settings

__all__ = ["NAMES", "SETTINGS", "Settings", "path"]
