"""The networks that come with convscope, trained by it; README.md is their card."""

from __future__ import annotations

from convscope.pretrained._path import NAMES, path

__all__ = ["NAMES", "path"]
