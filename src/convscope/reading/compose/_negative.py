"""Pictures without any digit: bare paper, a text, doodles, a photograph of something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import cv2
import numpy as np

from convscope.reading._arrays import Colour, Grey, Strength
from convscope.reading.compose._glyph import mask_ink
from convscope.reading.compose._letters import text_mask
from convscope.reading.compose._marks import random_mark
from convscope.reading.compose._paper import photographed
from convscope.reading.compose._scene import scene

if TYPE_CHECKING:
    from convscope.reading.compose._letters import Face
    from convscope.reading.compose._style import Style

Negative: TypeAlias = Literal["blank", "text", "doodles", "scene"]
NEGATIVES: tuple[Negative, ...] = ("blank", "text", "doodles", "scene")
_TEXT = """
it was a bright cold day in april and all clocks were striking dear sir please find enclosed our letter milk
bread butter apples call mother back before noon the quick brown fox jumps over lazy dogs notes from class
plants need light water salt sugar flour two spoons of oil mix well bake slowly thank you very much best wishes
"""


def compose_negative(kind: Negative, style: Style, rng: np.random.Generator, faces: list[Face]) -> Grey | Colour:
    """Return a picture of a kind that holds no digit.

    Args:
        kind: bare paper; lines of words; doodles; something that is no paper at all.
        style: what it is written with and on, and how it is taken.
        rng: draws everything else.
        faces: fonts for the words; the Latin ones are used, and without any there are doodles.
    """
    height, width = (round(style.digit_height * rng.uniform(4, 8)) for _ in range(2))
    latin = [face for face in faces if face.script == "latin"]
    canvas = np.zeros((height, width), np.float32)
    if kind == "scene":
        canvas = _whole_scene(height, width, rng)
    elif kind == "text" and latin:
        _write(canvas, style, rng, latin[int(rng.integers(len(latin)))])
    elif kind != "blank":
        for _ in range(int(rng.integers(2, 12))):
            ink = mask_ink(random_mark(rng), style, rng)
            _stand(canvas, ink, (int(rng.integers(width)), int(rng.integers(height))))
    return photographed(canvas, style, rng)


def _whole_scene(height: int, width: int, rng: np.random.Generator) -> Strength:
    """Two things on one picture, each of its own depth, with soft edges."""
    parts = [scene(height, width, rng).astype(np.float32) * np.float32(rng.uniform(0.3, 1)) for _ in range(2)]
    return np.asarray(cv2.GaussianBlur(np.maximum(*parts), (0, 0), rng.uniform(0.6, 2)))


def _write(canvas: np.ndarray, style: Style, rng: np.random.Generator, face: Face) -> None:
    height = round(style.digit_height * rng.uniform(0.5, 1.0))
    for line in range(height // 2, canvas.shape[0] - height, round(1.6 * height)):
        x = height // 2
        while x < canvas.shape[1] - 2 * height:
            mask = text_mask(face, str(rng.choice(_TEXT.split())))
            scale = height / 100
            size = (max(2, round(mask.shape[1] * scale)), max(2, round(mask.shape[0] * scale)))
            ink = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA)
            _stand(canvas, ink, (x, line))
            x += size[0] + height // 2


def _stand(canvas: np.ndarray, ink: np.ndarray, place: tuple[int, int]) -> None:
    area = canvas[place[1] : place[1] + ink.shape[0], place[0] : place[0] + ink.shape[1]]
    np.maximum(area, ink[: area.shape[0], : area.shape[1]], out=area)
