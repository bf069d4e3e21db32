"""Pictures in rows, each under what it is and what was read on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from convscope._files import check_new
from convscope.reading import check_picture_name

INK, WARNING = "#1a1a1a", "#b03a2e"


@dataclass(frozen=True)
class Tile:
    """A picture of the sheet.

    Args:
        picture: it is shrunk to its cell.
        name: what it is.
        said: what was wanted and what was read.
    """

    picture: Image.Image
    name: str
    said: str


def check_sheet(path: Path | None) -> None:
    """Refuse a place where no sheet can be written, before what it is to show is computed; None is no sheet.

    Raises:
        InputError: there is no such folder, or the name is no picture's.
    """
    if path is not None:
        check_picture_name(check_new(path, overwrite=True))


def contact_sheet(tiles: list[Tile], cell: int, columns: int) -> Image.Image:
    """Draw the tiles in cells `cell` pixels wide, so many in a row."""
    size = max(11, cell // 27)
    caption = 3 * size
    rows = max(1, -(-len(tiles) // columns))
    sheet = Image.new("RGB", (columns * cell, rows * (cell + caption)), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(size)
    for number, tile in enumerate(tiles):
        left, top = number % columns * cell, number // columns * (cell + caption)
        picture = tile.picture.convert("RGB")
        picture.thumbnail((cell - 10, cell - 10))
        sheet.paste(picture, (left + 5, top + caption))
        for row, (words, colour) in enumerate(((tile.name, INK), (tile.said, WARNING))):
            fits = next(end for end in range(len(words), -1, -1) if font.getlength(words[:end]) <= cell - 10)
            draw.text((left + 5, top + 3 + row * round(1.3 * size)), words[:fits], colour, font)
    return sheet
