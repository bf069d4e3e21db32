"""Measures the accuracy over the strengths of each distortion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from convscope._errors import InputError
from convscope._types import Labels, Pixels
from convscope.evaluation._inputs import ask, check_labels
from convscope.evaluation._robustness_curve import RobustnessCurve, RobustnessPoint
from convscope.evaluation._wilson import wilson_interval
from convscope.evaluation.distortions import DISTORTIONS, Distortion

if TYPE_CHECKING:
    from convscope.evaluation._predictor import Predictor


def robustness(
    model: Predictor, images: npt.NDArray[Any], labels: npt.NDArray[Any], *, seed: int = 0, limit: int | None = 2000
) -> tuple[RobustnessCurve, ...]:
    """Measure the accuracy on distorted pictures, a curve for each distortion.

    Shifts go to the right, left, down and up by whole pixels, and the four accuracies are averaged. Rotations run
    from -30 to 30 degrees (counter-clockwise), scales from .7 to 1.3, stroke widths from 1.5 pixels thinner to 2
    thicker, noise from 0 to 112 grey levels of standard deviation, inversion from 0 (as it was) to 1. Uncovered
    pixels take the picture's background, the median of its border.

    Args:
        model: a glass model.
        images: raw pixels, uint8 `(n, height, width, channels)`.
        labels: true classes `(n,)`.
        seed: draws the sample and the noise.
        limit: how many images at most, drawn at random without replacement; None takes all.

    Raises:
        InputError: images, labels and network do not belong together, or `limit` is below 1.
    """
    truth = check_labels(images, labels, len(model.info.class_names))
    if limit is not None and limit < 1:
        raise InputError("a limit must be at least 1", found=limit, todo="leave it out to take 2000 images")
    if limit is not None and limit < len(images):
        chosen = np.sort(np.random.default_rng(seed).choice(len(images), limit, replace=False))
        images, truth = images[chosen], truth[chosen]
    plain = _right(model, images, truth)
    return tuple(_curve(distortion, model, images, truth, plain=plain, seed=seed) for distortion in DISTORTIONS)


def _right(model: Predictor, images: Pixels, truth: Labels) -> int:
    return int((ask(model, images).argmax(axis=1) == truth).sum())


def _curve(
    distortion: Distortion, model: Predictor, images: Pixels, truth: Labels, *, plain: int, seed: int
) -> RobustnessCurve:
    points = []
    n = len(images)
    for value in distortion.values:
        if value == distortion.neutral:
            right = float(plain)
        else:
            versions = distortion.versions(images, value, seed)
            right = sum(_right(model, version, truth) for version in versions) / len(versions)
        points.append(RobustnessPoint(float(value), n, right, right / n, wilson_interval(right, n)))
    return RobustnessCurve(distortion.name, distortion.unit, float(distortion.neutral), tuple(points))
