"""Links inside the documents lead somewhere, and what is generated is up to date."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.docs.pages import ALL, ROOT, anchors, links

LARGEST_PICTURE = 120_000


@pytest.mark.parametrize("page", ALL)
def test_links_lead_somewhere(page: str) -> None:
    for target in links(page):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        file = (ROOT / page).parent / path if path else ROOT / page
        assert file.resolve().is_relative_to(ROOT), f"{page}: {target} leaves the repository"
        assert file.exists(), f"{page}: {target}"
        if anchor:
            assert anchor in anchors(str(file.resolve().relative_to(ROOT))), f"{page}: {target}"


def test_every_page_is_listed() -> None:
    """A document that no list names is not tested."""
    there = {str(path.relative_to(ROOT)) for path in [*ROOT.glob("docs/*.md"), *ROOT.glob("*.md")]}
    assert there <= set(ALL)


@pytest.mark.parametrize("page", ALL)
def test_extras_are_installed_from_a_clone(page: str) -> None:
    """As the README does; who reads about one may not have installed convscope, and no index has it."""
    assert "convscope[" not in (ROOT / page).read_text(encoding="utf-8")


def test_the_command_line_reference_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "write_cli_reference.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_pictures_are_small() -> None:
    pictures = list((ROOT / "docs" / "images").glob("*"))
    assert pictures
    for picture in pictures:
        assert picture.suffix == ".png", picture
        assert picture.stat().st_size < LARGEST_PICTURE, picture


def test_pictures_are_used() -> None:
    """No picture lies about that no page shows."""
    shown = {(ROOT / page).parent.joinpath(target).resolve() for page in ALL for target in links(page)}
    assert {picture.resolve() for picture in Path(ROOT / "docs" / "images").glob("*")} <= shown
