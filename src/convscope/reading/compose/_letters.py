"""Letters and signs of many scripts in fonts of one's own choice: what is written, and not to be read."""

# ruff: noqa: PLR2004 - how letters are set is numbers

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from convscope.reading._arrays import Mask
from convscope.reading.compose._pen import bend, with_pen
from convscope.reading.form import crop

# Characters that somebody writes like a digit teach nothing and are left out: b B D g G h I i J l o O q s S y z Z,
# Cyrillic З О б в ч г д у э ь ъ, Greek β ε ζ ι ο ρ σ Θ, kana ろ る フ ノ, Arabic ا ه و, and their like in each script.
SCRIPTS: dict[str, str] = {
    "latin": 'ACEFHKLMNPRTUVWXYacdefkmnprtuvwxAEFHKMNRTUVWXacdefkmnrtuvwx&@#%$+=?!*<>[]{}~^"()-:;',
    "latin-ext": "ěřňťĄąĘęŁłŃńŘŠšŤŮůŽžČčĎď",
    "cyrillic": "АГДЕЖИЙКЛМНПРСТУФХЦШЩЫЮЯаежийклмнпртфхцшщыюяжшфящ",
    "greek": "ΑΓΔΕΗΚΛΜΝΞΠΡΣΤΥΦΧΨΩαδηθκλμνξπτυφχψω",
    "hebrew": "אבגדחטלמנעפצקשתאשמלח",
    "arabic": "بتثجحخدذسشصضطظعغفقكلمنيبسعك",
    "devanagari": "अआइईउऊएओकखगघचछजझटडतथदधनपफबभमयरलवशषसह",
    "korean": "가나다라마바사하강남동물과백두산마르고닳도록하느님보우사랑한국글말집",
    "chinese-simplified": (
        "的是不我有大在人了中到要以可这个你会好为上来就学年天下心文小生自方同多分成地如后家作道开手十电"
        "力工水月木火土金正北东西南马车门见长高明白红山田本书写字手习题练答案数图形语言国家学校老师爱"
    ),
    "japanese": (
        "あいうえおかきさしすせそたちてとなにぬねはひふへほまみむめもやゆよらりれわをん"
        "アイウエオカキケコサシスセソタチツテナニヌネハヒホマミムメモヤユヨラリルレロン日本語学校"
    ),
}  # fmt: skip
# Of what is written these shares are single letters, and pieces of words; the rest is two or three letters.
_SINGLE, _CUT = 0.62, 0.8
_SIZE = 72


@dataclass(frozen=True)
class Face:
    """A font's file and the script that it is used for."""

    file: Path
    script: str

    @property
    def package(self) -> str:
        """The font's name: its package's, without the scope."""
        return self.file.parents[1].name


def find_faces(folder: Path) -> list[Face]:
    """Return the fonts of a folder into which `@fontsource` packages were installed.

    Args:
        folder: holds `node_modules/@fontsource/NAME/files/NAME-SCRIPT-400-normal.woff`.
    """
    faces = []
    for file in sorted(folder.glob("node_modules/@fontsource/*/files/*-400-normal.woff")):
        script = file.name.removeprefix(f"{file.parents[1].name}-").removesuffix("-400-normal.woff")
        if script in SCRIPTS:
            faces.append(Face(file, script))
    return faces


def written(faces: list[Face], rng: np.random.Generator) -> Mask:
    """Return a letter, a sign, two or three letters, or a piece of a word, written with some pen."""
    by_script = _by_script(tuple(faces))
    # Half of it is Latin; the other scripts share the rest.
    script = "latin" if rng.random() < 0.5 and "latin" in by_script else str(rng.choice(sorted(by_script)))
    face = by_script[script][int(rng.integers(len(by_script[script])))]
    letters = SCRIPTS[script]
    kind = rng.random()
    if kind > _CUT:
        mask = _piece(text_mask(face, _random_word(script, rng)), rng)
    else:
        count = 1 if kind < _SINGLE else int(rng.integers(2, 4))
        text = "".join(letters[int(rng.integers(len(letters)))] for _ in range(count))
        mask = np.asarray(bend(_set(face, text), rng) > 110)
    return with_pen(mask, rng) if mask.sum() > 40 else mask


def _piece(mask: Mask, rng: np.random.Generator) -> Mask:
    """Return a piece of a word, as wide as one letter or two: what a wrong cut leaves of joined writing."""
    box = crop(mask) if mask.any() else mask
    width = min(box.shape[1], round(box.shape[0] * rng.uniform(0.3, 0.9)))
    # The cut runs through ink, or the piece would be a whole letter, which may be like a digit.
    inked = np.flatnonzero((box[:, 1:] & box[:, :-1]).any(axis=0)) + 1
    cuts = inked[inked <= box.shape[1] - width]
    start = int(rng.choice(cuts)) if len(cuts) else box.shape[1] - width
    soft = np.pad(box[:, start : start + width], 20).astype(np.float32)
    return np.asarray(bend(soft, rng) > 0.5)


def _random_word(script: str, rng: np.random.Generator) -> str:
    # Among letters an l is no 1: Latin words have the whole alphabet.
    letters = "aabcdeeefghiijklmnnoopqrrssttuvwxyz" if script == "latin" else SCRIPTS[script]
    text = "".join(letters[int(rng.integers(len(letters)))] for _ in range(int(rng.integers(2, 8))))
    return text.capitalize() if rng.random() < 0.2 else text.upper() if rng.random() < 0.1 else text


def word(faces: list[Face], rng: np.random.Generator) -> Mask:
    """Return two to seven letters of a script, Latin ones from the whole alphabet: among letters an l is no 1."""
    by_script = _by_script(tuple(faces))
    script = "latin" if rng.random() < 0.7 and "latin" in by_script else str(rng.choice(sorted(by_script)))
    face = by_script[script][int(rng.integers(len(by_script[script])))]
    mask = np.asarray(bend(text_mask(face, _random_word(script, rng)).astype(np.float32), rng, strength=0.4) > 0.5)
    return with_pen(mask, rng) if mask.sum() > 40 else mask


def text_mask(face: Face, text: str) -> Mask:
    """Return a word as the font has it, with paper around it; lines of one font stand on one base line."""
    ascent, descent = _font(face.file).getmetrics()
    canvas = Image.new("L", (round(_font(face.file).getlength(text)) + 24, ascent + descent + 8))
    ImageDraw.Draw(canvas).text((12, 4), text, 255, _font(face.file))
    return np.asarray(np.asarray(canvas) > 110)


def digit_of(face: Face, label: int, rng: np.random.Generator) -> Mask:
    """Return a digit of a handwriting font."""
    mask = np.asarray(bend(_set(face, str(label)), rng) > 110)
    return with_pen(mask, rng) if mask.sum() > 40 else mask


@functools.lru_cache(maxsize=8)
def _by_script(faces: tuple[Face, ...]) -> dict[str, list[Face]]:
    return {script: [face for face in faces if face.script == script] for script in {face.script for face in faces}}


@functools.lru_cache(maxsize=256)
def _font(file: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, _SIZE)


@functools.lru_cache(maxsize=8192)
def _set(face: Face, text: str) -> np.ndarray:
    font = _font(face.file)
    left, top, right, bottom = (round(value) for value in font.getbbox(text))
    canvas = Image.new("L", (max(1, right - left) + 60, max(1, bottom - top) + 60))
    ImageDraw.Draw(canvas).text((30 - left, 30 - top), text, 255, font)
    pixels = np.asarray(canvas)
    if not pixels.any():
        return pixels
    scale = 80 / max(*crop(pixels > 40).shape, 1) if len(text) == 1 else 1.0
    size = (max(1, round(canvas.width * scale)), max(1, round(canvas.height * scale)))
    return np.asarray(canvas.resize(size, Image.Resampling.BICUBIC))
