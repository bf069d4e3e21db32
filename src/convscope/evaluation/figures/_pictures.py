"""Shows raw pictures, grey or coloured, in an axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope._types import Picture
from convscope.evaluation.figures._style import RULE, bare

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def show_picture(axes: Axes, picture: Picture) -> None:
    """Show one picture as it is, 0 black and 255 white, with a hairline around it."""
    if picture.shape[2] == len("RGB"):
        axes.imshow(picture)
    else:
        axes.imshow(picture[:, :, 0], cmap="gray", vmin=0, vmax=255)
    bare(axes)
    for spine in axes.spines.values():
        spine.set(visible=True, color=RULE, linewidth=0.6)
