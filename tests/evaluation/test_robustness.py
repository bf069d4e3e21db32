import json

import numpy as np
import pytest
from tests.evaluation.fakes import Halves, blocks

from convscope._errors import InputError
from convscope.evaluation import RobustnessCurve, RobustnessPoint, evaluate, robustness
from convscope.evaluation.distortions import DISTORTIONS


@pytest.fixture(scope="module")
def curves():
    images, labels = blocks(8)
    return {curve.name: curve for curve in robustness(Halves(), images, labels)}


def test_the_neutral_point_is_the_plain_accuracy(curves):
    images, labels = blocks(8)
    plain = evaluate(Halves(), images, labels)
    for curve in curves.values():
        (neutral,) = [point for point in curve.points if point.value == curve.neutral]
        assert (neutral.accuracy, neutral.interval, neutral.n) == (plain.accuracy, plain.interval, 8)


def test_inversion_turns_every_answer_round(curves):
    points = {point.value: point.accuracy for point in curves["inversion"].points}
    assert points[0.0] == points[0.4] == 1
    assert points[1.0] == points[0.6] == 0


def test_a_shift_is_the_mean_over_four_directions(curves):
    # By 4 pixels a block crosses the middle in one direction; in the opposite one it leaves the picture, which then
    # is black, and black counts as left: 3 of 4 directions are right for the left blocks, 2 of 4 for the right ones.
    points = {point.value: point.accuracy for point in curves["shift"].points}
    assert points[1.0] == 1
    assert points[4.0] == (3 / 4 + 2 / 4) / 2


def test_covers_what_is_promised(curves):
    spans = {name: (curve.points[0].value, curve.points[-1].value) for name, curve in curves.items()}
    assert spans == {
        "shift": (0, 4),
        "rotation": (-30, 30),
        "scale": (0.7, 1.3),
        "thickness": (-1.5, 2),
        "noise": (0, 112),
        "inversion": (0, 1),
    }
    assert [distortion.name for distortion in DISTORTIONS] == list(spans)


def test_the_same_seed_gives_the_same_curves_and_limit_draws_a_sample():
    images, labels = blocks(30)
    first = robustness(Halves(), images, labels, seed=3, limit=10)
    assert first == robustness(Halves(), images, labels, seed=3, limit=10)
    assert {point.n for curve in first for point in curve.points} == {10}
    json.dumps([curve.to_dict() for curve in first], allow_nan=False)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_1_is_refused(limit):
    images, labels = blocks(2)
    with pytest.raises(InputError, match="limit"):
        robustness(Halves(), images, labels, limit=limit)


def test_colour_works_too():
    images, labels = blocks(4, channels=3)
    assert all(0 <= point.accuracy <= 1 for curve in robustness(Halves(), images, labels) for point in curve.points)


def test_harmless_is_the_unbroken_range_about_the_neutral_value():
    accuracies = [0.9, 0.5, 0.89, 0.9, 0.88, 0.7, 0.9]
    points = tuple(RobustnessPoint(float(i - 3), 10, a * 10, a, (0.0, 1.0)) for i, a in enumerate(accuracies))
    curve = RobustnessCurve("shift", "pixels", 0.0, points)
    assert curve.harmless(0.021) == (-1.0, 1.0)
    assert curve.worst.value == -2.0


def test_neutral_values_are_among_the_values():
    assert all(distortion.neutral in distortion.values for distortion in DISTORTIONS)
    assert all(list(distortion.values) == sorted(distortion.values) for distortion in DISTORTIONS)
    assert np.isclose(DISTORTIONS[1].values[0], -30)
