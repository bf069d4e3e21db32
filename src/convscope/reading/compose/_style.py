"""What a made page is like: its paper, its pen, its light, its camera."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    import numpy as np

Ruling: TypeAlias = Literal["none", "lines", "squares"]


@dataclass(frozen=True)
class Style:
    """What a made page is like.

    Args:
        digit_height: in pixels.
        lines: how many lines of writing.
        gap: the paper between digits, in digit heights; below 0 they touch.
        depth: how much of the paper's light the ink takes, 0..1.
        grain: how unevenly the ink lies, 0 (felt pen) .. 1 (pencil on rough paper).
        thickness: what is added to the stroke's width, in digit heights.
        slant: sideways shift a pixel of height.
        tilt: degrees by which the lines fall to the right.
        ruling: what is printed on the paper.
        shadow: how much darker the darkest corner is, 0..1.
        table: how wide a dark table shows at one edge, as a share of the page.
        noise: standard deviation in grey levels.
        blur: standard deviation in pixels.
        jpeg: quality, or 0 for none.
        light_on_dark: chalk on a board.
        coloured: whether ink and paper have colours.
        marks: how many letters, doodles and specks are among the digits, as a share of these.
    """

    digit_height: int = 64
    lines: int = 3
    gap: float = 0.5
    depth: float = 0.7
    grain: float = 0.0
    thickness: float = 0.0
    slant: float = 0.0
    tilt: float = 0.0
    ruling: Ruling = "none"
    shadow: float = 0.0
    table: float = 0.0
    noise: float = 0.0
    blur: float = 0.0
    jpeg: int = 0
    light_on_dark: bool = False
    coloured: bool = False
    marks: float = 0.0


def random_style(rng: np.random.Generator) -> Style:
    """Draw a style as pictures of handwriting have it: a third from a paint program, the others photographed."""
    lines = int(rng.integers(1, 5))
    height = int(rng.integers(36, 120))
    gap = float(
        rng.choice([rng.uniform(0.3, 0.9), rng.uniform(0.12, 0.3), rng.uniform(-0.06, 0.12)], p=[0.6, 0.3, 0.1])
    )
    if rng.random() < 0.3:  # noqa: PLR2004 - a third
        return Style(
            height,
            lines,
            gap=gap,
            depth=float(rng.uniform(0.8, 1.0)),
            thickness=float(rng.uniform(-0.04, 0.05)),
            slant=float(rng.normal(0, 0.12)),
            jpeg=int(rng.choice([0, 80])),
            light_on_dark=bool(rng.random() < 0.4),  # noqa: PLR2004 - somewhat less than half
        )
    return Style(
        height,
        lines,
        gap=gap,
        depth=float(rng.uniform(0.25, 0.85)),
        grain=float(rng.choice([0.0, rng.uniform(0, 1)])),
        thickness=float(rng.uniform(-0.05, 0.03)),
        slant=float(rng.normal(0, 0.12)),
        tilt=float(rng.choice([rng.normal(0, 1.5), rng.uniform(-20, 20)], p=[0.75, 0.25])),
        ruling=str(rng.choice(["none", "lines", "squares"], p=[0.7, 0.2, 0.1])),  # type: ignore[arg-type] # one of them
        shadow=float(rng.uniform(0, 0.6)),
        table=float(rng.choice([0.0, rng.uniform(0.01, 0.08)], p=[0.7, 0.3])),
        noise=float(rng.uniform(0.5, 6)),
        blur=float(rng.uniform(0.3, 1.6)),
        jpeg=int(rng.integers(60, 96)),
        light_on_dark=bool(rng.random() < 0.1),  # noqa: PLR2004 - boards are rare
        coloured=bool(rng.random() < 0.5),  # noqa: PLR2004 - one in two
    )
