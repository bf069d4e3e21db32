"""OpenCV, or one clear line when it is not installed."""

from __future__ import annotations

from convscope._optional import require

cv2 = require("cv2", extra="read")
"""The module `cv2`."""
