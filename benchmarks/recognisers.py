"""Let convscope and other recognisers read the same folder of labelled pictures: what each gets right, and how fast.

    python benchmarks/recognisers.py --folder DIR [--recognisers convscope rapidocr] [--models RUN ...] [--json FILE]

What DIR must hold is said in `labelled.py`. The others:

tesseract: Tesseract 5 (`apt-get install tesseract-ocr`), held to digits by its whitelist; pages in its page mode 3,
    which looks for the lines itself, single digits in its mode 10 (one character).
tesseract-block: the same, pages in mode 6 (one block of lines).
rapidocr: RapidOCR, a text reader; of what it reads the digits are kept.
digit-recognizer: digit-recognizer-py, a network for one handwritten digit; it cannot read pages.

With `--models` one's own runs are measured too, each both ways: read by convscope, and as tutorials do it
(`as_tutorials_do.py`).

RapidOCR and digit-recognizer-py are installed into environments of their own when they are first needed
(`environments.py`); both bring their networks in their wheels, and nothing is fetched when they read. Everybody but
convscope is given the pictures upright, as PNG on white; convscope reads the files. Seconds are a picture's, with
its decoding; Tesseract is a command, so that its start is in them, once a picture.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from as_tutorials_do import read_as_tutorials_do
from convscope._errors import ConvscopeError, InputError
from convscope._machine import machine, versions
from convscope._pictures import load_picture
from convscope.reading import Reader
from environments import PACKAGES, python_of
from labelled import Answer, Labelled, answer, labelled, summary

WORKERS = Path(__file__).parent / "contestants"
Read = Callable[[Path, list[tuple[Labelled, Path]]], list[Answer]]
"""The folder; its pictures, each with the file of its upright copy."""


def by_convscope(model: Path | None, folder: Path, pictures: list[tuple[Labelled, Path]]) -> list[Answer]:
    """Read with the shipped network, or a run's."""
    reader = Reader(model)
    reader.read(folder / pictures[0][0].file)  # loads what is loaded at the first call
    return [
        answer(folder, picture, lambda file, known: reader.read(file, single=known.single).text)
        for picture, _ in pictures
    ]


def as_tutorials(model: Path, folder: Path, pictures: list[tuple[Labelled, Path]]) -> list[Answer]:
    """Read with a run's network, as tutorials do."""
    network = Reader(model).model

    def read(file: Path, known: Labelled) -> str:
        return read_as_tutorials_do(network, load_picture(file), single=known.single)

    return [answer(folder, picture, read) for picture, _ in pictures]


def by_tesseract(page_mode: int, folder: Path, pictures: list[tuple[Labelled, Path]]) -> list[Answer]:
    """Read with Tesseract's command, pages in a page mode.

    Raises:
        InputError: it is not installed.
    """
    if shutil.which("tesseract") is None:
        raise InputError("tesseract must be installed", found="none", todo="apt-get install tesseract-ocr")
    copies = {picture.file: copy for picture, copy in pictures}

    def read(_file: Path, known: Labelled) -> str:
        mode = 10 if known.single else page_mode
        command = ["tesseract", str(copies[known.file]), "stdout", "--psm", str(mode)]
        command += ["-l", "eng", "-c", "tessedit_char_whitelist=0123456789"]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        lines = ("".join(line.split()) for line in text.splitlines())
        return "\n".join(line for line in lines if line)

    return [answer(folder, picture, read) for picture, _ in pictures]


def by_worker(name: str, folder: Path, pictures: list[tuple[Labelled, Path]]) -> list[Answer]:
    """Read in an environment of its own; one that knows only single digits gets only those."""
    del folder
    pictures = [pair for pair in pictures if pair[0].single or name not in SINGLES_ONLY]
    worker = WORKERS / f"{name.replace('-', '_')}_worker.py"
    with tempfile.TemporaryDirectory() as temporary:
        jobs, answers = Path(temporary, "jobs.json"), Path(temporary, "answers.json")
        jobs.write_text(json.dumps([[str(copy), picture.kind] for picture, copy in pictures]), encoding="utf-8")
        subprocess.run([str(python_of(name)), str(worker), str(jobs), str(answers)], check=True, stdout=sys.stderr)
        read = json.loads(answers.read_text(encoding="utf-8"))
    return [
        Answer(picture, text.replace("\n", "|"), seconds)
        for (picture, _), (text, seconds) in zip(pictures, read, strict=True)
    ]


RECOGNISERS: dict[str, Read] = {
    "convscope": partial(by_convscope, None),
    "tesseract": partial(by_tesseract, 3),
    "tesseract-block": partial(by_tesseract, 6),
    "rapidocr": partial(by_worker, "rapidocr"),
    "digit-recognizer": partial(by_worker, "digit-recognizer"),
}
SINGLES_ONLY = {"digit-recognizer"}


def upright_copies(folder: Path, pictures: list[Labelled], target: Path) -> list[tuple[Labelled, Path]]:
    """Write each picture as PNG, turned as its camera says, transparency on white."""
    copies = []
    for number, picture in enumerate(pictures):
        copy = target / f"{number}.png"
        load_picture(folder / picture.file).save(copy)
        copies.append((picture, copy))
    return copies


def row(name: str, answers: list[Answer]) -> dict[str, Any]:
    """Sum up; seconds of pages and of single digits are told apart, for not everybody reads both."""
    kinds = {"page": False, "single": True}
    times = {kind: [one.seconds for one in answers if one.picture.single == single] for kind, single in kinds.items()}
    seconds = {f"seconds_a_{kind}": round(median(spent), 4) if spent else None for kind, spent in times.items()}
    return {"recogniser": name, **summary(answers), **seconds}


def show(rows: list[dict[str, Any]]) -> None:
    """Print the table; a dash where a recogniser was not asked."""
    full = {name: max(one[name] for one in rows) for name in ("line_pictures", "digits", "singles", "negatives")}
    columns = {
        "recogniser": "recogniser",
        f"lines right of {full['line_pictures']}": "line_pictures_wholly_right",
        f"digits right of {full['digits']}": "digits_right",
        f"singles right of {full['singles']}": "singles_right",
        f"false digits in {full['negatives']}": "false_digits_in_negatives",
        "s a page": "seconds_a_page",
        "s a single": "seconds_a_single",
    }
    print("  ".join(f"{title:>20}" for title in columns))
    for one in rows:
        print("  ".join(f"{'-' if one[name] is None else one[name]:>20}" for name in columns.values()))


def rivals(names: list[str]) -> dict[str, str]:
    """Return what the recognisers are: packages with their versions, and what Tesseract's command says of itself."""
    found = {name: " ".join(PACKAGES[name]) for name in names if name in PACKAGES}
    if any(name.startswith("tesseract") for name in names):
        told = subprocess.run(["tesseract", "--version"], check=True, capture_output=True, text=True)  # noqa: S607
        found["tesseract"] = (told.stdout or told.stderr).splitlines()[0]
    return found


def main() -> int:
    """Let all read, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--recognisers", nargs="*", choices=RECOGNISERS, default=list(RECOGNISERS))
    parser.add_argument("--models", nargs="*", type=Path, default=[], help="runs' folders, read both ways")
    parser.add_argument("--json", type=Path, help="write the figures and what was read there")
    arguments = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as temporary:
            pictures = upright_copies(arguments.folder, labelled(arguments.folder), Path(temporary))
            asked = {name: RECOGNISERS[name] for name in arguments.recognisers}
            for model in arguments.models:
                asked[model.name] = partial(by_convscope, model)
                asked[f"{model.name}, plainly"] = partial(as_tutorials, model)
            read = {name: recogniser(arguments.folder, pictures) for name, recogniser in asked.items()}
    except ConvscopeError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    rows = [row(name, answers) for name, answers in read.items()]
    about = {"machine": machine(), "versions": versions(), "recognisers": rivals(arguments.recognisers)}
    for name, value in about.items():
        print(f"{name}: {json.dumps(value)}")
    show(rows)
    if arguments.json is not None:
        texts = {name: {one.picture.file: one.got for one in answers} for name, answers in read.items()}
        arguments.json.write_text(json.dumps({**about, "rows": rows, "read": texts}, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
