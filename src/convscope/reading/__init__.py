"""Digits out of pictures: one thing a picture (`predict_pictures`). Needs ONNX Runtime and OpenCV, never Keras."""

from __future__ import annotations

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
    "Form",
    "Prediction",
    "Prepared",
    "Step",
    "film_strip",
    "predict_pictures",
    "prepare_single",
    "write_film_strips",
]
