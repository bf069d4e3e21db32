"""The film strip: the steps from the picture to what the network sees, side by side."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from convscope._errors import one_line
from convscope._files import whole
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
_PAPER, _BLACK, _GREY, _ARROW, _EDGE = "#ffffff", "#1a1a1a", "#5f6672", "#9aa3b2", "#c9ced6"
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
    strip = Image.new("RGB", (width, height), _PAPER)
    draw = ImageDraw.Draw(strip)
    if title:
        draw.text((_MARGIN, _MARGIN - 4), _fitting(one_line(title), width - 2 * _MARGIN), _BLACK, _font(_TITLE))
    for index, step in enumerate(prepared.steps):
        left = _MARGIN + index * (_FRAME + _GAP)
        _draw_step(strip, draw, step, (left, top))
        if index:
            _arrow(draw, left - _GAP, top + _FRAME // 2)
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
    sheet = Image.new("RGB", size, _PAPER)
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
    shown = _shown(step.image)
    strip.paste(shown, (left + (_FRAME - shown.width) // 2, top + (_FRAME - shown.height) // 2))
    draw.rectangle((left - 1, top - 1, left + _FRAME, top + _FRAME), outline=_EDGE)
    draw.text((left, top + _FRAME + 8), step.name, _BLACK, _font(_CAPTION))
    lines = textwrap.wrap(step.words, _WRAP)[:_LINES]
    for number, line in enumerate(lines):
        where = (left, top + _FRAME + 8 + _CAPTION + 8 + number * (_WORDS + 4))
        draw.text(where, line, _GREY, _font(_WORDS))


def _shown(image: np.ndarray) -> Image.Image:
    """Scale a step's picture into its frame; few pixels are shown as squares."""
    picture = Image.fromarray(image).convert("RGB")
    scale = _FRAME / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.NEAREST if scale > 2 else Image.Resampling.LANCZOS)  # noqa: PLR2004


def _arrow(draw: ImageDraw.ImageDraw, left: int, middle: int) -> None:
    start, tip = left + 6, left + _GAP - 6
    draw.line((start, middle, tip - 4, middle), fill=_ARROW, width=2)
    draw.polygon(((tip, middle), (tip - 6, middle - 5), (tip - 6, middle + 5)), fill=_ARROW)


def _fitting(text: str, width: int) -> str:
    """Leave the start of a line out until it fits; a path's end says more than its beginning."""
    font = _font(_TITLE)
    shortened = text
    while len(shortened) > 1 and font.getlength(shortened) > width:
        text = text[1:]
        shortened = "..." + text
    return shortened


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
