import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evaluation.fakes import Table, numbered

from convscope._errors import InputError
from convscope.evaluation import calibrate, evaluate, score

NAMES = ("a", "b", "c")
# Six images: truths 0 0 1 1 1 1, answers 0 1 1 1 0 1; class 2 neither occurs nor is answered.
ROWS = [[0.9, 0.1, 0], [0.2, 0.8, 0], [0.3, 0.7, 0], [0.4, 0.6, 0], [0.95, 0.05, 0], [0, 1, 0]]
TRUTH = np.array([0, 0, 1, 1, 1, 1])


@pytest.fixture
def result():
    return evaluate(Table(ROWS, NAMES), numbered(6), TRUTH)


def test_counts_what_is_right(result):
    assert (result.n, result.right, result.accuracy) == (6, 4, 4 / 6)
    assert result.interval[0] < 4 / 6 < result.interval[1]


def test_confusion_has_true_classes_as_rows(result):
    assert result.confusion.tolist() == [[1, 1, 0], [1, 3, 0], [0, 0, 0]]


def test_precision_recall_and_f1_by_hand(result):
    a, b, c = result.per_class
    assert (a.precision, a.recall, a.f1) == (1 / 2, 1 / 2, 1 / 2)
    assert (b.precision, b.recall, b.f1) == (3 / 4, 3 / 4, 3 / 4)
    assert (c.n, c.predicted, c.precision, c.recall, c.f1) == (0, 0, None, None, None)
    assert result.macro == {"precision": 5 / 8, "recall": 5 / 8, "f1": 5 / 8}


def test_mistakes_begin_with_the_surest(result):
    first, second = result.mistakes
    assert (first.index, first.true, first.predicted) == (4, 1, 0)
    assert (first.probability, first.truth_probability) == pytest.approx((0.95, 0.05))
    assert (second.index, second.true, second.predicted) == (1, 0, 1)


def test_nll_by_hand(result):
    assert result.nll == pytest.approx(-sum(map(math.log, [0.9, 0.2, 0.7, 0.6, 0.05, 1])) / 6, rel=1e-6)


def test_a_truth_of_probability_0_gives_a_finite_nll():
    sure = evaluate(Table([[1, 0]], ("a", "b")), numbered(1), np.array([1]))
    assert sure.nll is not None
    assert math.isfinite(sure.nll)


def test_calibration_error_by_hand():
    confidence = np.array([0.4, 0.5, 0.6, 0.8, 1.0])
    right = np.array([True, True, False, True, True])
    # (0, .5]: accuracy 1, confidence .45; (.5, 1]: accuracy 2/3, confidence .8
    found = calibrate(confidence, right, bins=2)
    assert found.counts == (2, 3)
    assert found.confidence == pytest.approx((0.45, 0.8))
    assert found.accuracy == pytest.approx((1, 2 / 3))
    assert found.error == pytest.approx(2 / 5 * 0.55 + 3 / 5 * (0.8 - 2 / 3))


def test_an_empty_bin_has_no_accuracy():
    assert calibrate(np.array([0.9]), np.array([True]), bins=2).accuracy == (None, 1.0)


def test_outputs_that_are_no_probabilities_are_not_called_calibrated():
    result = evaluate(Table([[3.0, -1.0]], ("a", "b")), numbered(1), np.array([0]))
    assert (result.right, result.calibration, result.nll) == (1, None, None)


def test_to_dict_is_json(result):
    again = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert again["confusion"] == [[1, 1, 0], [1, 3, 0], [0, 0, 0]]
    assert again["mistakes"][0]["index"] == 4
    assert len(again["calibration"]["counts"]) == 15


@given(st.integers(2, 6), st.integers(1, 40), st.integers(0, 10**6))
def test_totals_agree(classes, n, seed):
    random = np.random.default_rng(seed)
    rows = random.dirichlet(np.ones(classes), n).astype(np.float32)
    truth = random.integers(0, classes, n)
    result = score(rows, truth, tuple(map(str, range(classes))))
    assert result.confusion.sum() == result.n == n
    assert len(result.mistakes) == result.n - result.right
    assert result.calibration is not None
    assert sum(result.calibration.counts) == result.n
    assert 0 <= result.calibration.error <= 1
    sureness = [mistake.probability for mistake in result.mistakes]
    assert sureness == sorted(sureness, reverse=True)


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (np.array([0, 1]), r"\(2,\) for 6 images"),
        (np.array([0, 0, 1, 1, 1, 3]), "label 3 at image 5"),
        (np.array([0, -1, 1, 1, 1, 1]), "label -1 at image 1"),
        (np.array([0.0, 0, 1, 1, 1, 1]), "float64"),
    ],
)
def test_labels_that_do_not_fit_are_refused(labels, found):
    with pytest.raises(InputError, match=found):
        evaluate(Table(ROWS, NAMES), numbered(6), labels)


@pytest.mark.parametrize(
    "images", [np.zeros((0, 4, 4, 1), np.uint8), np.zeros((1, 4, 4), np.uint8), np.zeros((1, 4, 4, 1))]
)
def test_images_that_do_not_fit_are_refused(images):
    with pytest.raises(InputError):
        evaluate(Table(ROWS, NAMES), images, np.zeros(len(images), int))


def test_a_diverged_network_is_named():
    with pytest.raises(InputError, match="diverged"):
        evaluate(Table([[np.nan, 1]], ("a", "b")), numbered(1), np.array([0]))


def test_a_network_with_other_classes_is_refused():
    with pytest.raises(InputError, match="2 classes"):
        evaluate(Table([[0.2, 0.3, 0.5]], ("a", "b")), numbered(1), np.array([0]))
