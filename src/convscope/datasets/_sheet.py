"""A contact sheet: a row a class, with its name and some of its training images."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from convscope._errors import InputError, one_line
from convscope._files import whole
from convscope.datasets._dataset import Dataset

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

    Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_PAPER = "#ffffff"
_INK = "#1f2430"
_FAINT = "#6b7280"
_LINE = "#e5e7eb"
_MARGIN = 28
_GAP = 6
_CELL = 64
_TITLE = 24
_TEXT = 16
_SMALL = 13
_LONGEST_NAME = 260
_FORMATS = (".png", ".jpg", ".jpeg", ".webp")
_LAST_LATIN = "\u024f"
# Fonts with Chinese, Japanese and Korean signs, by the names they have on Linux, Windows and macOS.
_WIDE_FONTS = ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc", "msyh.ttc", "PingFang.ttc", "wqy-microhei.ttc")


def contact_sheet(dataset: Dataset, *, rows: int = 40, columns: int = 12) -> Image.Image:
    """Draw some training images of every class, evenly spread over the class.

    Args:
        dataset: the dataset.
        rows: at most so many classes; the sheet says how many it leaves out.
        columns: so many images a class, fewer where a class has fewer.

    Returns:
        A picture of mode "RGB": a class a row, its name and number of images at the left.
    """
    from PIL import Image, ImageDraw

    shown = min(dataset.classes, rows)
    width, height = _cell(dataset)
    names = [_short(name, _LONGEST_NAME) for name in dataset.class_names[:shown]]
    counts = np.bincount(dataset.y_train, minlength=dataset.classes)
    left = _MARGIN + max(_wide(text, _TEXT) for text in [*names, "00,000 images"]) + 20
    top = _MARGIN + _TITLE + 14 + _SMALL + 22
    foot = _SMALL + 14 if shown < dataset.classes else 0
    right = max(left + columns * (width + _GAP) - _GAP, _MARGIN + _wide(_title(dataset), _TITLE), 480)
    sheet = Image.new("RGB", (right + _MARGIN, top + shown * (height + _GAP) - _GAP + foot + _MARGIN), _PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((_MARGIN, _MARGIN - 4), _title(dataset), _INK, font=_font(_title(dataset), _TITLE))
    draw.text((_MARGIN, _MARGIN + _TITLE + 8), _facts(dataset), _FAINT, font=_font("", _SMALL))
    draw.line((_MARGIN, top - 11, right, top - 11), _LINE)
    for label, name in enumerate(names):
        y = top + label * (height + _GAP)
        _draw_name(draw, name, int(counts[label]), y + height // 2)
        for column, row in enumerate(_spread(np.flatnonzero(dataset.y_train == label), columns)):
            cell = (left + column * (width + _GAP), y)
            sheet.paste(_picture(dataset.x_train[row], (width, height)), cell)
            draw.rectangle((cell[0] - 1, cell[1] - 1, cell[0] + width, cell[1] + height), outline=_LINE)
    if foot:
        text = f"and {dataset.classes - shown} more classes"
        draw.text((_MARGIN, sheet.height - _MARGIN - _SMALL), text, _FAINT, font=_font(text, _SMALL))
    return sheet


def write_contact_sheet(dataset: Dataset, path: str | Path) -> None:
    """Write the contact sheet to `path`, whole or not at all; its suffix chooses the format.

    Raises:
        InputError: another suffix than .png, .jpg, .jpeg or .webp.
        JobError: the file cannot be written.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in _FORMATS:
        raise InputError(
            f"a contact sheet must be written as {', '.join(_FORMATS)}",
            found=f"the suffix {suffix!r}",
            todo="choose another name",
            file=path,
        )
    sheet = contact_sheet(dataset)
    with whole(path) as temporary:
        sheet.save(temporary)


def _draw_name(draw: ImageDraw.ImageDraw, name: str, count: int, middle: int) -> None:
    """Write a class's name and its number of images, centred on the height of its row."""
    draw.text((_MARGIN, middle - 9), name, _INK, font=_font(name, _TEXT), anchor="lm")
    draw.text((_MARGIN, middle + 11), f"{count:,} images", _FAINT, font=_font("", _SMALL), anchor="lm")


def _title(dataset: Dataset) -> str:
    return _short(dataset.name, 3 * _LONGEST_NAME, _TITLE)


def _facts(dataset: Dataset) -> str:
    height, width, channels = dataset.shape
    return (
        f"{dataset.classes} classes, {len(dataset.x_train):,} training and {len(dataset.x_test):,} test images, "
        f"{height} x {width}, {'grey' if channels == 1 else 'colour'}"
    )


def _cell(dataset: Dataset) -> tuple[int, int]:
    """Return the width and height at which images are drawn: whole multiples of small ones, large ones shrunk."""
    height, width, _ = dataset.shape
    side = max(height, width)
    factor = float(_CELL // side) if side <= _CELL else _CELL / side
    return max(round(width * factor), 1), max(round(height * factor), 1)


def _picture(image: np.ndarray, size: tuple[int, int]) -> Image.Image:
    """Bring one image to the size of its cell; small ones keep their pixels visible."""
    from PIL import Image

    picture = Image.fromarray(image[..., 0] if image.shape[2] == 1 else image)
    enlarged = size[0] >= picture.width
    return picture.resize(size, Image.Resampling.NEAREST if enlarged else Image.Resampling.LANCZOS)


def _spread(rows: np.ndarray, count: int) -> np.ndarray:
    """Choose `count` of `rows`, evenly spread, or all if there are fewer."""
    if len(rows) <= count:
        return rows
    chosen: np.ndarray = rows[np.linspace(0, len(rows) - 1, count).round().astype(int)]
    return chosen


@lru_cache(maxsize=64)
def _font(text: str, size: int) -> Font:
    """Return a font for `text`: Pillow's own, or one of the system where the text is not Western."""
    from PIL import ImageFont

    if any(sign > _LAST_LATIN for sign in text):
        for name in _WIDE_FONTS:
            try:
                return ImageFont.truetype(name, size)
            except OSError:
                continue
    return ImageFont.load_default(size)


def _wide(text: str, size: int) -> int:
    """Measure how wide `text` is drawn."""
    return round(_font(text, size).getlength(text))


def _short(name: str, most: int, size: int = _TEXT) -> str:
    """Return `name` as one line at most `most` pixels wide."""
    name = one_line(name)
    if _wide(name, size) <= most:
        return name
    while name and _wide(f"{name}...", size) > most:
        name = name[:-1]
    return f"{name}..."
