"""A picture of one thing: prepared for the network, shown step by step, predicted."""

from __future__ import annotations

from convscope.reading.single._film import film_strip, write_film_strips
from convscope.reading.single._predict import Prediction, predict_picture, predict_pictures, two_likeliest
from convscope.reading.single._prepare import prepare_single
from convscope.reading.single._prepared import Form, Prepared, Step
from convscope.reading.single._several import SEVERAL

__all__ = [
    "SEVERAL",
    "Form",
    "Prediction",
    "Prepared",
    "Step",
    "film_strip",
    "predict_picture",
    "predict_pictures",
    "prepare_single",
    "two_likeliest",
    "write_film_strips",
]
