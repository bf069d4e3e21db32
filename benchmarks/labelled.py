"""A folder of labelled pictures, and how well a recogniser reads it.

The folder holds `labels.csv` (file, text: digits left to right, `|` between lines, empty where there is no digit) and
the pictures in folders by kind: `lines/`, `singles/` (one digit each), `negatives/` (none).
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from rapidfuzz.distance import Levenshtein

from convscope._errors import InputError


@dataclass(frozen=True)
class Labelled:
    """A picture and what it says.

    Args:
        file: its path in the folder.
        wanted: its digits, `|` between lines.
    """

    file: str
    wanted: str

    @property
    def kind(self) -> str:
        """The folder it lies in."""
        return self.file.partition("/")[0]

    @property
    def single(self) -> bool:
        """Whether it is known to show one digit; a recogniser may be told so."""
        return self.kind == "singles"


@dataclass(frozen=True)
class Answer:
    """What was read on a picture.

    Args:
        picture: the picture.
        got: the digits read, `|` between lines.
        seconds: how long it took.
    """

    picture: Labelled
    got: str
    seconds: float

    @property
    def right(self) -> bool:
        """Whether every digit and every line is as it should be, and nothing more was read."""
        return self.got == self.picture.wanted


def edits(left: str, right: str) -> int:
    """Return the Levenshtein distance of two readings, lines disregarded."""
    return Levenshtein.distance(*(text.replace("|", "").replace("\n", "") for text in (left, right)))


def false_digits(wanted: str, got: str) -> int:
    """Return how many digits were read where none stands: the insertions among the fewest edits."""
    plain = [text.replace("|", "") for text in (wanted, got)]
    return sum(edit.tag == "insert" for edit in Levenshtein.editops(*plain))


def right_places(wanted: str, got: str) -> list[bool]:
    """Tell of each digit that was read whether it is right, by the fewest edits that make `got` of `wanted`."""
    plain = [text.replace("|", "").replace("\n", "") for text in (wanted, got)]
    wrong = {edit.dest_pos for edit in Levenshtein.editops(*plain) if edit.tag != "delete"}
    return [place not in wrong for place in range(len(plain[1]))]


def marks_of_doubt(read: Iterable[tuple[bool, bool]]) -> dict[str, int]:
    """Count how many of the wrong digits carry the mark of doubt, and how many of the right ones.

    Args:
        read: of each digit that was read, whether it is right, and whether it is doubtful.
    """
    digits = list(read)
    return {
        "wrong": sum(not right for right, _ in digits),
        "wrong_doubtful": sum(doubtful and not right for right, doubtful in digits),
        "right": sum(right for right, _ in digits),
        "right_doubtful": sum(doubtful and right for right, doubtful in digits),
    }


def in_words(marks: dict[str, int]) -> str:
    """Say what `marks_of_doubt` counted."""
    return (
        f"of {marks['wrong']} wrong digits {marks['wrong_doubtful']} were doubtful; "
        f"of {marks['right']} right ones {marks['right_doubtful']}"
    )


def labelled(folder: Path) -> list[Labelled]:
    """Return the pictures that the folder's table names.

    Raises:
        InputError: there is no table, or it is none of labelled pictures.
    """
    table, todo = folder / "labels.csv", "see the top of benchmarks/labelled.py"
    if not table.is_file():
        raise InputError("the folder must hold labels.csv", found="none", todo=todo, file=folder)
    try:
        with table.open(encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle)
            rows, columns = list(reader), reader.fieldnames or []
    except (csv.Error, UnicodeDecodeError) as error:
        raise InputError("the table must be CSV in UTF-8", found=error, todo=todo, file=table) from error
    if not {"file", "text"} <= set(columns):
        found = ", ".join(columns) or "none"
        raise InputError("the table must have the columns file and text", found=found, todo=todo, file=table)
    if not rows:
        raise InputError("the table must name pictures", found="no rows", todo=todo, file=table)
    short = next((number for number, row in enumerate(rows, 1) if row["text"] is None), None)
    if short is not None:
        raise InputError(
            "every row must have a file and a text", found=f"one field in row {short}", todo=todo, file=table
        )
    return [Labelled(row["file"], row["text"]) for row in rows]


def answer(folder: Path, picture: Labelled, read: Callable[[Path, Labelled], str]) -> Answer:
    """Let `read` read a picture, given its path and what is known of it, and take the time."""
    start = time.perf_counter()
    text = read(folder / picture.file, picture)
    return Answer(picture, text.replace("\n", "|"), time.perf_counter() - start)


def summary(answers: list[Answer]) -> dict[str, Any]:
    """Return the figures by kind; None where there is no picture of a kind."""
    lines, singles, negatives = (
        [one for one in answers if one.picture.kind == kind] for kind in ("lines", "singles", "negatives")
    )
    digits = sum(len(one.picture.wanted.replace("|", "")) for one in lines)
    wrong = sum(edits(one.picture.wanted, one.got) for one in lines)
    false = {
        f"false_digits_in_{kind}": sum(false_digits(one.picture.wanted, one.got) for one in part) if part else None
        for kind, part in (("lines", lines), ("singles", singles), ("negatives", negatives))
    }
    return {
        "line_pictures": len(lines),
        "line_pictures_wholly_right": sum(one.right for one in lines) if lines else None,
        "digits": digits,
        "digits_right": round(1 - wrong / digits, 4) if digits else None,
        "singles": len(singles),
        "singles_right": sum(one.right for one in singles) if singles else None,
        "negatives": len(negatives),
        **false,
        "seconds_median": round(median(one.seconds for one in answers), 4) if answers else None,
        "seconds_most": round(max(one.seconds for one in answers), 4) if answers else None,
    }
