"""What is drawn of a diagnosis without digits: words within the sheet, and crosses that are seen on any ground."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from convscope.reading import Box, Diagnosis, Refused
from convscope.reading._drawing import wrapped

REASONS = (
    "too small beside the others",
    "unlike any digit",
    "too large beside the others",
    "cut by the picture's edge",
    "soft as a shadow",
    "a piece of a long line",
    "flat as a dash",
)
MARGIN = 20
GREY = 0x6B


def without_digits(size: tuple[int, int], *reasons: str, ground: int = 255, name: str = "a.png") -> Diagnosis:
    refused = tuple(Refused(reason, Box(4 + 40 * place, 10, 30, 30)) for place, reason in enumerate(reasons))
    return Diagnosis(name, (), refused, Image.new("L", size, ground))


@pytest.mark.parametrize("size", [(1600, 900), (300, 900), (40, 2000)])
@pytest.mark.parametrize("name", ["a.png", f"{'x' * 200}.png"])
def test_words_end_within_the_sheet(size, name):
    drawn = np.asarray(without_digits(size, *REASONS, name=name).draw())
    assert (drawn[:, -MARGIN + 2 :] == 255).all()  # an edge of the picture may be there
    assert (drawn[:, : MARGIN - 1] == 255).all()
    assert (drawn[:10] == 255).all()


@pytest.mark.parametrize("name", ["a.png", f"{'x' * 200}.png"])
def test_words_do_not_run_into_the_picture(name):
    drawn = np.asarray(without_digits((1600, 900), *REASONS, name=name).draw())
    inside = drawn[:, MARGIN - 1 : -MARGIN + 1]
    edge = int(np.flatnonzero((inside == (0xC9, 0xCE, 0xD6)).all(axis=(1, 2)))[0])
    assert (inside[edge - 3 : edge] == 255).all()


def test_a_text_is_broken_between_words():
    assert wrapped("", 14, 100) == []
    text = "395 marks refused: too small beside the others 116, a speck 108"
    lines = wrapped(text, 14, 200)
    assert len(lines) > 1
    assert " ".join(lines) == text
    assert wrapped("incomprehensibilities of it", 14, 10) == ["incomprehensibilities", "of", "it"]


@pytest.mark.parametrize("ground", [0, GREY, 255])
def test_crosses_are_seen_on_any_ground(ground):
    drawn = np.asarray(without_digits((960, 720), "a dot", ground=ground).draw())[60:, MARGIN:-MARGIN]
    for colour in {GREY, 255} - {ground}:
        assert int((drawn[5:-MARGIN] == colour).all(axis=-1).sum()) > 100
