"""The film strip: the steps from the picture to what the network sees, side by side."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from convscope._errors import one_line
from convscope._files import whole
from convscope.reading._drawing import BLACK, GREY, PAPER, draw_arrow, draw_frame, fitting, font
from convscope.reading._legible import legible
from convscope.reading._mark import save_marked
from convscope.reading._out import check_picture_name
from convscope.reading.single._several import SEVERAL

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from convscope.reading.single._predict import Prediction
    from convscope.reading.single._prepared import Prepared, Step

_FRAME, _GAP, _MARGIN = 196, 28, 24
_TITLE, _CAPTION, _WORDS = 20, 17, 13
_LINES = 4
_SHORT = 6  # by so much an arrow is shorter than the gap, at each end
_WRAP = 29


def film_strip(prepared: Prepared, title: str = "") -> Image.Image:
    """Draw the steps of a preparation from left to right, with captions.

    Args:
        prepared: what `prepare_single` gave.
        title: a line above, for instance the file and the prediction; that there are several marks is added.

    Returns:
        An RGB image.
    """
    if prepared.several:
        title = f"{title}; {SEVERAL}" if title else SEVERAL
    top = _MARGIN + (_TITLE + 16 if title else 0)
    count = len(prepared.steps)
    width = 2 * _MARGIN + count * _FRAME + (count - 1) * _GAP
    height = top + _FRAME + 10 + _CAPTION + 8 + _LINES * (_WORDS + 4) + _MARGIN // 2
    strip = Image.new("RGB", (width, height), PAPER)
    draw = ImageDraw.Draw(strip)
    if title:
        draw.text((_MARGIN, _MARGIN - 4), fitting(one_line(title), _TITLE, width - 2 * _MARGIN), BLACK, font(_TITLE))
    for index, step in enumerate(prepared.steps):
        left = _MARGIN + index * (_FRAME + _GAP)
        _draw_step(strip, draw, step, (left, top))
        if index:
            draw_arrow(draw, left - _GAP + _SHORT, left - _SHORT, top + _FRAME // 2)
    return strip


def write_film_strips(predictions: Sequence[Prediction], path: str | os.PathLike[str]) -> Path:
    """Write the film strips of several pictures, one below the other, to a picture file.

    Args:
        predictions: what `predict_pictures` gave.
        path: a name whose suffix Pillow can write, .png for instance.

    Returns:
        The path of a file that is written whole or not at all.

    Raises:
        InputError: the suffix is no picture's.
        JobError: the file could not be written.
    """
    target = Path(path)
    check_picture_name(target)
    strips = [film_strip(prediction.prepared, _title(prediction)) for prediction in predictions]
    size = (max(strip.width for strip in strips), sum(strip.height for strip in strips))
    sheet = Image.new("RGB", size, PAPER)
    top = 0
    for strip in strips:
        sheet.paste(strip, (0, top))
        top += strip.height
    with whole(target) as temporary:
        save_marked(sheet, temporary)
    return target


def _title(prediction: Prediction) -> str:
    name = legible(one_line(Path(prediction.file).name))
    said = "nothing to read"
    if prediction.name is not None and prediction.probability is not None:
        said = f"{prediction.name} ({100 * prediction.probability:.1f} %)"
    return f"{name}: {said}" if name else said


def _draw_step(strip: Image.Image, draw: ImageDraw.ImageDraw, step: Step, corner: tuple[int, int]) -> None:
    left, top = corner
    draw_frame(strip, step.image, corner, _FRAME)
    draw.text((left, top + _FRAME + 8), step.name, BLACK, font(_CAPTION))
    lines = textwrap.wrap(step.words, _WRAP)[:_LINES]
    for number, line in enumerate(lines):
        where = (left, top + _FRAME + 8 + _CAPTION + 8 + number * (_WORDS + 4))
        draw.text(where, line, GREY, font(_WORDS))
