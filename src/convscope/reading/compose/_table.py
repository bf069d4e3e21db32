"""A made page as a sheet on a table, photographed from somewhat aside."""

# ruff: noqa: PLR2004 - what tables look like is numbers

from __future__ import annotations

import cv2
import numpy as np
from jaxtyping import Float64

from convscope.reading._arrays import Strength
from convscope.reading.compose._page import Page

# Woods, stone, plastic, cloth: their colours in full light.
_TABLES = (
    (150, 105, 70),
    (190, 150, 110),
    (110, 75, 50),
    (70, 50, 40),
    (200, 200, 200),
    (150, 150, 150),
    (90, 90, 90),
    (40, 40, 40),
    (225, 220, 210),
    (120, 130, 150),
    (60, 90, 70),
    (160, 60, 50),
)


def lay_on_table(page: Page, rng: np.random.Generator) -> Page:
    """Lay a page on a table of any colour and take its picture: all its corners show, or some are cut off.

    Args:
        page: a page without a table.
        rng: draws the table, the place, the angle and the light.
    """
    pixels = page.pixels if page.pixels.ndim == 3 else np.repeat(page.pixels[..., None], 3, axis=2)
    matrix, (width, height) = _seen(pixels.shape[1], pixels.shape[0], rng)
    sheet = cv2.warpPerspective(pixels, matrix, (width, height), flags=cv2.INTER_AREA)
    whole = np.full(pixels.shape[:2], 1, np.float32)
    covered = cv2.warpPerspective(whole, matrix, (width, height), flags=cv2.INTER_LINEAR)
    table = _table(height, width, rng) * _shade(covered, rng)[..., None]
    picture = sheet * covered[..., None] + table * (1 - covered[..., None])
    shot = picture * _light(height, width, rng)[..., None] + rng.normal(0, rng.uniform(0, 4), (height, width, 1))
    shot = np.clip(np.rint(shot), 0, 255).astype(np.uint8)
    if rng.random() < 0.7:
        quality = int(rng.integers(40, 90))
        shot = cv2.imdecode(cv2.imencode(".jpg", shot, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)
    centres = cv2.perspectiveTransform(page.centres.reshape(-1, 1, 2), matrix).reshape(-1, 2)
    return Page(cv2.cvtColor(shot, cv2.COLOR_RGB2GRAY) if rng.random() < 0.2 else shot, page.text, centres)


def _seen(width: int, height: int, rng: np.random.Generator) -> tuple[Float64[np.ndarray, "3 3"], tuple[int, int]]:
    """Return where the camera sees a sheet, and the size of its picture."""
    angle = np.radians(rng.normal(0, 6))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    size = np.abs(turn) @ [width, height] / rng.uniform(0.62, 0.95)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    seen = (corners - [width / 2, height / 2]) @ turn.T * (1 + rng.uniform(-0.03, 0.03, (4, 1)))
    room = (size - np.ptp(seen, axis=0)) / 2
    seen += size / 2 + room * rng.uniform(-1, 1, 2)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), seen.astype(np.float32))
    return matrix, (int(size[0]), int(size[1]))


def _table(height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """Return a table's colours: its grain runs along or across, or has no direction."""
    colour = np.array(_TABLES[int(rng.integers(len(_TABLES)))]) * rng.uniform(0.8, 1.1)
    long, fine, deep = float(rng.choice([1, 4, 20])), rng.uniform(1, 4, 2), rng.uniform(0, 0.12)
    across = rng.random() < 0.5
    shape = (width, height) if across else (height, width)
    grain = cv2.GaussianBlur(rng.normal(0, 1, shape).astype(np.float32), (0, 0), fine[0] * long, sigmaY=fine[1])
    grain = grain.T if across else grain
    return np.asarray(colour * (1 + deep * (grain / grain.std())[..., None]))


def _shade(covered: Strength, rng: np.random.Generator) -> Strength:
    """Return the light on the table beside a sheet, which lies a little above it."""
    soft = cv2.GaussianBlur(covered, (0, 0), rng.uniform(2, 10))
    down, right = (int(shift) for shift in rng.integers(-8, 9, 2))
    return np.asarray(1 - np.roll(soft, (down, right), (0, 1)) * rng.uniform(0, 0.5), np.float32)


def _light(height: int, width: int, rng: np.random.Generator) -> Strength:
    """Return light that falls off to one side."""
    ys, xs = np.mgrid[:height, :width] / max(height, width) - 0.5
    angle = rng.uniform(0, 2 * np.pi)
    along = np.clip(0.5 + xs * np.cos(angle) + ys * np.sin(angle), 0, 1)
    return np.asarray(1 - rng.uniform(0, 0.4) * along, np.float32)
