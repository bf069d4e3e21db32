"""Measure a reader on composed pages, with digits and without.

    python benchmarks/composed_pages.py --fonts FOLDER [--model RUN] [--pages 20] [--seed 0] [--part held] [--json]

FOLDER holds handwriting fonts (.ttf, .woff), as `scripts/fetch_fonts.py` brings them; of these only the eight that
nothing was learned from are used. Digits are the last 10,000 of MNIST's training part, which the shipped network has
not learned from; with `--part test`, only to measure the finished reader, those of its test part. No photograph is in
it. `company.py` sets the weights and the threshold of `reading/page` by the same kinds of pages, with other seeds.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import LCSseq

from changed_pages import cut_out, turned, under_a_heading
from convscope import datasets
from convscope._errors import ConvscopeError, InputError
from convscope.reading import Reader
from convscope.reading.compose import HELD_OUT, Page, compose_page, lay_on_table, random_style, read_right
from convscope.reading.compose._glyph import digit_ink, doodle_ink
from convscope.reading.compose._paper import photographed
from convscope.reading.compose._style import Style
from labelled import edits, in_words, marks_of_doubt

FIRST = 50_000
FEWEST, MOST = 5, 50
MARKS = tuple(marks_of_doubt(()))
TEXT = """
the of and to in is that for it as was with be by on not he his but at are this have from or had an they which one you
were her all she there would their we him been has when who will more no if out so said what up its about into than them
can only other new some could time these two may then do first any my now such like our over man Name Date Total Class
Page Tel No Room Price Sum math school test bath answer score
"""
WORDS = TEXT.split()
ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ")
CYRILLIC = 0.3
Piece = tuple[np.ndarray, float, str]
"""Ink, the gap after it in digit heights, and which digit it is, or ""."""


class Composer:
    """Composes pages of every kind.

    Args:
        fonts: files of fonts with Latin letters.
        cyrillic: files of fonts with Cyrillic ones.
        test: set MNIST's test digits, not the last of its training part.
    """

    def __init__(self, fonts: list[Path], cyrillic: list[Path], *, test: bool = False) -> None:
        mnist = datasets.load("mnist")
        images, labels = (mnist.x_test, mnist.y_test) if test else (mnist.x_train[FIRST:], mnist.y_train[FIRST:])
        self.images, self.labels = np.asarray(images)[..., 0], labels
        self.fonts, self.cyrillic = fonts, cyrillic

    def digits(self, rng: np.random.Generator, **changes: Any) -> Page:
        """5 to 50 digits, 3 to 8 a line, alone or with so many letters and doodles a digit among them."""
        count = int(rng.integers(FEWEST, MOST + 1))
        style = replace(random_style(rng), **changes, lines=ceil(count / rng.uniform(3, 8)))
        return self._page(rng, count, style)

    def among_marks(self, rng: np.random.Generator) -> Page:
        """A letter or doodle to three digits."""
        return self.digits(rng, marks=0.3)

    def on_a_table(self, rng: np.random.Generator) -> Page:
        """Digits alone, on a sheet that lies on a table of any colour."""
        return lay_on_table(self.digits(rng, table=0.0, tilt=0.0), rng)

    def touching(self, rng: np.random.Generator) -> Page:
        """Digits alone that touch each other, or overlap by up to 8 % of their height."""
        return self.digits(rng, gap=float(rng.uniform(-0.08, 0.0)))

    def turned(self, rng: np.random.Generator) -> Page:
        """Digits alone, the picture turned by a program."""
        return turned(self.digits(rng, table=0.0), rng)

    def cut_out(self, rng: np.random.Generator) -> Page:
        """One line of 1 to 8 digits, cut out tightly."""
        style = replace(random_style(rng), lines=1, table=0.0, tilt=0.0)
        return cut_out(self._page(rng, int(rng.integers(1, 9)), style), style.digit_height, rng)

    def under_a_heading(self, rng: np.random.Generator) -> Page:
        """1 to 4 lines of 3 to 7 digits, and 2 to 5 digits far larger than they."""
        style = replace(random_style(rng), table=0.0, tilt=0.0, shadow=0.0, ruling="none")
        style = replace(style, lines=int(rng.integers(1, 5)))
        heading = self._page(rng, int(rng.integers(2, 6)), replace(style, lines=1))
        return under_a_heading(heading, self._page(rng, int(rng.integers(3, 8)) * style.lines, style), rng)

    def words_and_numbers(self, rng: np.random.Generator) -> Page:
        """A word and a number on every line."""
        style, font = random_style(rng), self._font(rng)
        lines = []
        for _ in range(style.lines):
            rows = rng.integers(0, len(self.images), int(rng.integers(1, 7)))
            digits = [
                (digit_ink(self.images[row], style, rng), max(0.1, style.gap), str(self.labels[row])) for row in rows
            ]
            lines.append([(word(str(rng.choice(WORDS)), style, font), 0.8, ""), *digits])
        return page_of(lines, style, rng)

    def words(self, rng: np.random.Generator, change: Callable[[str], str] = str) -> Page:
        """Lines of words."""
        style, font = random_style(rng), self._font(rng)
        lines = [
            [(word(change(str(rng.choice(WORDS))), style, font), 0.5, "") for _ in range(int(rng.integers(1, 4)))]
            for _ in range(style.lines)
        ]
        return page_of(lines, style, rng)

    def capitals(self, rng: np.random.Generator) -> Page:
        """Lines of words in capitals."""
        return self.words(rng, str.upper)

    def doodles(self, rng: np.random.Generator) -> Page:
        """Lines of scribbles."""
        style = random_style(rng)
        lines = [
            [(doodle_ink(style, rng), 0.4, "") for _ in range(int(rng.integers(2, 8)))] for _ in range(style.lines)
        ]
        return page_of(lines, style, rng)

    def alphabets(self, rng: np.random.Generator) -> Page:
        """The letters of an alphabet in their order, each by itself, from somewhere on."""
        fonts = self.cyrillic if self.cyrillic and rng.random() < CYRILLIC else self.fonts
        style, font = random_style(rng), fonts[int(rng.integers(len(fonts)))]
        known = [letters for letters in ALPHABETS if has_letters(font, letters)] or [ALPHABETS[0]]
        letters = str(rng.choice(known))
        first, width, gap = int(rng.integers(len(letters) - 8)), int(rng.integers(4, 10)), float(rng.uniform(0.3, 1.2))
        taken = letters[first : first + width * style.lines]
        lines = [
            [(word(letter, style, font), gap, "") for letter in taken[start : start + width]]
            for start in range(0, len(taken), width)
        ]
        return page_of(lines, style, rng)

    def _page(self, rng: np.random.Generator, count: int, style: Style) -> Page:
        rows = rng.integers(0, len(self.images), count)
        return compose_page(self.images[rows], self.labels[rows], style, rng)

    def _font(self, rng: np.random.Generator) -> Path:
        return self.fonts[int(rng.integers(len(self.fonts)))]


def stars(rng: np.random.Generator) -> Page:
    """Hundreds of specks, strokes, or arcs around one point."""
    height, width = int(rng.integers(400, 1400)), int(rng.integers(500, 1800))
    sky, middle, kind = np.zeros((height, width), np.float32), rng.uniform(0, (width, height)), int(rng.integers(3))
    for _ in range(int(rng.integers(50, 900))):
        place, depth, thick = rng.uniform(0, (width, height)), float(rng.uniform(0.2, 1)), int(rng.integers(1, 4))
        x, y = (int(value) for value in place)
        if kind == 0:
            radius, start = int(np.hypot(*(place - middle))), np.degrees(np.arctan2(*(place - middle)[::-1]))
            centre = (int(middle[0]), int(middle[1]))
            cv2.ellipse(sky, centre, (radius, radius), 0, start, start + rng.uniform(2, 25), depth, thick)
        elif kind == 1:
            cv2.circle(sky, (x, y), thick + 1, depth, -1)
        else:
            far = place + rng.uniform(-80, 80, 2)
            cv2.line(sky, (x, y), (int(far[0]), int(far[1])), depth, thick)
    style = Style(light_on_dark=bool(rng.random() < 0.7), noise=3, blur=float(rng.uniform(0.3, 1.5)), depth=0.9)
    return without_digits(photographed(sky, style, rng))


def texture(rng: np.random.Generator) -> Page:
    """Cloth, stone, leaves."""
    shape, fine = rng.integers(300, 1200, 2), float(np.exp(rng.uniform(np.log(2), np.log(30))))
    field = cv2.GaussianBlur(rng.normal(0, 1, shape).astype(np.float32), (0, 0), fine, sigmaY=fine * rng.uniform(1, 6))
    grey = rng.uniform(90, 180) + rng.uniform(15, 70) * field / field.std() + rng.normal(0, 4, shape)
    return without_digits(np.clip(grey, 0, 255).astype(np.uint8))


def blank(rng: np.random.Generator) -> Page:
    """Paper with shadows and folds, some of it on a table."""
    style = replace(random_style(rng), shadow=float(rng.uniform(0.2, 0.9)), noise=float(rng.uniform(1, 5)))
    folds = np.zeros(rng.integers(400, 1500, 2), np.float32)
    for _ in range(int(rng.integers(4))):
        ends, fold = rng.integers(0, folds.shape[::-1], (2, 2)), np.zeros_like(folds)
        cv2.line(fold, tuple(map(int, ends[0])), tuple(map(int, ends[1])), float(rng.uniform(0.1, 0.5)), 30)
        folds = np.maximum(folds, cv2.GaussianBlur(fold, (0, 0), float(rng.uniform(4, 40))))
    return without_digits(photographed(folds, style, rng))


def without_digits(pixels: np.ndarray) -> Page:
    """Return a page that holds none."""
    return Page(pixels, "", np.zeros((0, 2)))


def has_letters(font: Path, letters: str) -> bool:
    """Tell whether a font draws each of these letters as one of its own."""
    drawn = {word(letter, Style(), font).tobytes() for letter in letters}
    return len(drawn) == len(letters)


def word(text: str, style: Style, font: Path) -> np.ndarray:
    """Draw a word; its letters are about as high as the style's digits."""
    face = ImageFont.truetype(str(font), style.digit_height)
    left, top, right, bottom = face.getbbox(text)
    canvas = Image.new("L", (int(right - left) + 8, int(bottom - top) + 8))
    ImageDraw.Draw(canvas).text((4 - left, 4 - top), text, 255, face)
    return np.asarray(canvas, np.float32) / np.float32(255)


def page_of(lines: list[list[Piece]], style: Style, rng: np.random.Generator) -> Page:
    """Set ink in lines and photograph the page."""
    height, placed, y = style.digit_height, [], style.digit_height
    centres = []
    for line in lines:
        x = height + int(rng.uniform(0, height))
        for ink, gap, digit in line:
            placed.append((max(0, int(y + 1.1 * height - ink.shape[0] + height * rng.normal(0, 0.03))), x, ink))
            if digit:
                centres.append((x + ink.shape[1] / 2, placed[-1][0] + ink.shape[0] / 2))
            x += ink.shape[1] + int(gap * height)
        y += int(height * rng.uniform(1.7, 2.2))
    width = max(x + ink.shape[1] for _, x, ink in placed) + height
    canvas = np.zeros((max(y, *(top + ink.shape[0] for top, _, ink in placed)) + height, width), np.float32)
    for top, x, ink in placed:
        area = canvas[top : top + ink.shape[0], max(0, x) : max(0, x) + ink.shape[1]]
        np.maximum(area, ink[:, : area.shape[1]], out=area)
    text = "\n".join(digits for line in lines if (digits := "".join(digit for _, _, digit in line)))
    return Page(photographed(canvas, style, rng), text, np.array(centres).reshape(-1, 2))


def measure(reader: Reader, make: Callable[[np.random.Generator], Page], pages: int, seed: int) -> dict[str, Any]:
    """Return the figures of one kind of page; a digit that was read is right if it stands where it was read."""
    right = lines = lines_right = digits = wrong = 0
    read: list[tuple[bool, bool]] = []
    for number in range(pages):
        page = make(np.random.default_rng([seed, number]))
        reading = reader.read(page.pixels)
        right += reading.text == page.text
        wanted = page.text.splitlines()
        lines += len(wanted)
        lines_right += LCSseq.similarity(wanted, reading.text.splitlines())
        digits += len(page.centres)
        wrong += edits(page.text, reading.text)
        read += [(read_right(page, one.digit, one.box.to_list()), one.doubtful) for one in reading.digits]
    accuracy = round(1 - wrong / digits, 4) if digits else None
    figures = {
        "pages": pages,
        "wholly_right": right,
        "lines": lines,
        "lines_right": lines_right,
        "digits": digits,
        "digits_right": accuracy,
    }
    return {**figures, "read": len(read), **marks_of_doubt(read)}


def kinds_of_pages(
    folder: Path, *, test: bool = False, changed: bool = False
) -> tuple[Callable[[np.random.Generator], Page], ...]:
    """Return what makes a page of each kind.

    Args:
        folder: holds fonts.
        test: set MNIST's test digits.
        changed: digits that touch too, sheets on tables, pages that were turned, cut out tightly, under a heading.

    Raises:
        InputError: there are none.
    """
    fonts = sorted(file for file in folder.rglob("*") if file.suffix in {".ttf", ".woff"})
    # Of convscope's own fonts those that no network has learned from.
    fonts = [file for file in fonts if not set(file.parts).isdisjoint(HELD_OUT)] or fonts
    latin, cyrillic = (
        [file for file in fonts if script in file.name and "ext" not in file.name] for script in ("latin", "cyrillic")
    )
    if not fonts:
        raise InputError("fonts must be there", found="none", todo="run scripts/fetch_fonts.py", file=folder)
    made = Composer(latin or fonts, cyrillic, test=test)
    writing = (made.digits, made.among_marks, made.words_and_numbers, made.words, made.capitals, made.alphabets)
    all_changed = (made.touching, made.on_a_table, made.turned, made.cut_out, made.under_a_heading)
    return (*writing, made.doodles, stars, texture, blank, *(all_changed if changed else ()))


def main() -> int:
    """Compose, read, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--model", help="a run's folder or an ONNX file; by default the shipped network")
    parser.add_argument("--pages", type=int, default=20, help="of each kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--part", choices=("held", "test"), default="held")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    try:
        kinds = kinds_of_pages(arguments.fonts, test=arguments.part == "test", changed=True)
        reader = Reader(arguments.model)
    except ConvscopeError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    marks: Counter[str] = Counter()
    for make in kinds:
        figures = {"kind": make.__name__, **measure(reader, make, arguments.pages, arguments.seed)}
        marks.update({name: figures[name] for name in MARKS})
        if arguments.json:
            print(json.dumps(figures))
            continue
        shown = "  ".join(f"{name} {value}" for name, value in figures.items() if name not in MARKS)
        print(f"{shown}  {in_words(figures)}")
    print(json.dumps({"kind": "all", **marks}) if arguments.json else f"all kinds: {in_words(marks)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
