"""A recogniser's turns: pictures named in one JSON file, what was read on them in another.

    python WORKER.py JOBS.json ANSWERS.json

A job is [file, kind of picture as in `labelled.py`], an answer [digits in lines, seconds]. Only the standard
library: the workers run in environments without convscope.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path


def read_pictures(read: Callable[[str, str], str]) -> None:
    """Read all pictures in turn; the first one twice, for what is loaded at the first call is no picture's."""
    jobs = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    read(*jobs[0])
    answers = []
    for file, kind in jobs:
        start = time.perf_counter()
        text = read(file, kind)
        answers.append([text, time.perf_counter() - start])
    Path(sys.argv[2]).write_text(json.dumps(answers), encoding="utf-8")


def digits_of(text: str) -> str:
    """Leave everything out but digits."""
    return "".join(sign for sign in text if sign in "0123456789")
