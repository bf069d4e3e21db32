"""Digits out of pictures. Needs ONNX Runtime and OpenCV, never Keras.

`predict_pictures` is for pictures of one thing, `Reader` for pages of digits.
"""

from __future__ import annotations

from convscope.reading.page import Box, Digit, Line, Readable, Reader, Reading, Refused
from convscope.reading.single import (
    Form,
    Prediction,
    Prepared,
    Step,
    film_strip,
    predict_pictures,
    prepare_single,
    write_film_strips,
)

__all__ = [
    "Box",
    "Digit",
    "Form",
    "Line",
    "Prediction",
    "Prepared",
    "Readable",
    "Reader",
    "Reading",
    "Refused",
    "Step",
    "film_strip",
    "predict_pictures",
    "prepare_single",
    "write_film_strips",
]
