"""Digits out of pictures. Needs ONNX Runtime and OpenCV, never Keras.

`predict_pictures` is for pictures of one thing, `Reader` for pages of digits, `diagnose` shows what each step of the
preparation is worth.
"""

from __future__ import annotations

from convscope.reading._mark import save_marked
from convscope.reading._may_draw import check_may_draw
from convscope.reading._out import check_picture_name
from convscope.reading.diagnosis import Diagnosis, DigitDiagnosis, StepWorth, WithoutStep, diagnose
from convscope.reading.page import UNLIKE, UNSURE, Box, Digit, Line, Readable, Reader, Reading, Refused
from convscope.reading.single import (
    SEVERAL,
    Form,
    Prediction,
    Prepared,
    Step,
    film_strip,
    predict_picture,
    predict_pictures,
    prepare_single,
    two_likeliest,
    write_film_strips,
)

__all__ = [
    "SEVERAL",
    "UNLIKE",
    "UNSURE",
    "Box",
    "Diagnosis",
    "Digit",
    "DigitDiagnosis",
    "Form",
    "Line",
    "Prediction",
    "Prepared",
    "Readable",
    "Reader",
    "Reading",
    "Refused",
    "Step",
    "StepWorth",
    "WithoutStep",
    "check_may_draw",
    "check_picture_name",
    "diagnose",
    "film_strip",
    "predict_picture",
    "predict_pictures",
    "prepare_single",
    "save_marked",
    "two_likeliest",
    "write_film_strips",
]
