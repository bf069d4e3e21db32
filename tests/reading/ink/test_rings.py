"""Circles around digits go, as they are drawn by hand; digits, their loops and what lies in these stay."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from convscope.reading import Reader
from convscope.reading.ink._rings import rings

Points = np.ndarray


def oval(middle: tuple[int, int], size: tuple[int, int], *, waver: float = 0.0, gap: float = 0.0) -> Points:
    """Return the points of an oval that wavers and is not quite closed."""
    angles = np.linspace(0, 2 * np.pi * (1 - gap), 120)
    reach = 1 + waver * np.sin(3 * angles + 1)
    points = np.array(middle) + np.stack([np.cos(angles), np.sin(angles)], axis=1) * np.array(size) * reach[:, None]
    return np.asarray(np.rint(points).astype(np.int32))


def drawn(*lines: Points, thick: int = 4) -> np.ndarray:
    mask = np.zeros((300, 400), np.uint8)
    for line in lines:
        cv2.polylines(mask, [line], isClosed=False, color=1, thickness=thick)
    return mask > 0


def number(*, down: int = 0) -> np.ndarray:
    """Return a 4 and a 2 in the middle, so many pixels lower."""
    mask = np.zeros((300, 400), np.uint8)
    cv2.putText(mask, "42", (140, 180 + down), cv2.FONT_HERSHEY_SIMPLEX, 2.6, 1, 6)
    return mask > 0


@pytest.mark.parametrize("thick", [2, 6])
@pytest.mark.parametrize(("waver", "gap"), [(0.0, 0.0), (0.06, 0.0), (0.0, 0.08), (0.05, 0.1)])
def test_a_ring_goes_and_the_number_in_it_stays(waver, gap, thick):
    ring, digits = drawn(oval((200, 155), (150, 95), waver=waver, gap=gap), thick=thick), number()
    assert not (ring & digits).any()
    gone = rings(ring | digits)
    assert (gone == ring).all()


def test_of_a_ring_that_touches_a_digit_the_ring_goes():
    ring = drawn(oval((200, 155), (150, 95)))
    digits = number(down=68)
    assert (ring & digits).any()
    digits[:, :205] = number()[:, :205]
    gone = rings(ring | digits)
    assert gone[ring & ~digits].mean() > 0.97
    assert gone[digits & ~ring].mean() < 0.15


def test_a_loop_is_no_ring():
    zero = drawn(oval((200, 150), (60, 90)), thick=9)
    assert not rings(zero).any(), "it holds nothing"
    crumb = zero.copy()
    crumb[145:155, 195:205] = True
    assert not rings(crumb).any(), "a crumb is no digit"
    row = drawn(*[oval((60 + 130 * place, 150), (40, 60)) for place in range(3)])
    row[120:180, 60:63] = True
    assert not rings(row).any(), "among others as large that hold nothing it is a digit"


@pytest.mark.parametrize("shape", ["bracket", "corner"])
def test_what_does_not_go_around_stays(shape):
    half = oval((200, 155), (150, 95), gap=0.4)
    corner = np.array([[50, 40], [50, 250], [350, 250]], np.int32)
    assert not rings(drawn(half if shape == "bracket" else corner) | number()).any()


@pytest.mark.parametrize("ink", [(200, 20, 20), (20, 20, 25)])
def test_a_circled_number_is_read(ink):
    paper = np.full((300, 400, 3), 250, np.uint8)
    paper[number()] = 25
    assert Reader().read(paper).text == "42"
    paper[drawn(oval((200, 155), (140, 90), waver=0.03))] = ink
    assert Reader().read(paper).text == "42"
