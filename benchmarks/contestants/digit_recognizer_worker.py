"""The package digit-recognizer-py reads pictures of one digit: `recognisers.py` starts it.

Its network lies in its wheel.
"""

from __future__ import annotations

import digit_recognizer
from picture_turns import read_pictures


def read(file: str, _kind: str) -> str:
    return str(digit_recognizer.predict(file))


if __name__ == "__main__":
    read_pictures(read)
