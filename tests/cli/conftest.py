"""Pictures of digits to read."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from tests.digit_pages import composed


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with two pages of digits, one blank sheet between them by name."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for seed, name in ((1, "a.png"), (2, "c.png")):
        Image.fromarray(composed(seed).pixels).save(folder / name)
    Image.new("L", (300, 200), 240).save(folder / "b.png")
    return folder
