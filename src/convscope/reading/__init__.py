"""Digits out of pictures. Needs ONNX Runtime and OpenCV, never Keras.

`predict_pictures` is for pictures of one thing, `Reader` for pages of digits, `diagnose` shows what each step of the
preparation is worth.
"""

from __future__ import annotations

from convscope.reading.diagnosis import Diagnosis, WithoutStep, diagnose, draw_diagnosis
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
    "Diagnosis",
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
    "WithoutStep",
    "diagnose",
    "draw_diagnosis",
    "film_strip",
    "predict_pictures",
    "prepare_single",
    "write_film_strips",
]
