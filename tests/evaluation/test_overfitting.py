import pytest

from convscope.evaluation import Gap, measure_gap

OPEN = {
    "loss": [5, 4, 3, 2, 1.0],
    "val_loss": [5, 4, 4.1, 4.2, 4.4],
    "acc": [0.5, 0.6, 0.7, 0.8, 0.9],
    "val_acc": [0.5, 0.6, 0.6, 0.6, 0.6],
}


def measured(history) -> Gap:
    gap = measure_gap(history)
    assert gap is not None
    return gap


def test_opens_after_the_epoch_with_the_lowest_validation_loss():
    gap = measured(OPEN)
    assert (gap.opens_after, gap.best_epoch) == (2, 2)
    assert gap.rise == pytest.approx(4.3 / 4 - 1)
    assert gap.loss == pytest.approx(3.4)
    assert gap.accuracy == pytest.approx(0.3)


@pytest.mark.parametrize(
    "change",
    [
        {"val_loss": [5, 4.9, 4.8, 4.0, 4.9]},  # one epoch after the best is too few
        {"val_loss": [5, 4, 4.1, 4.1, 4.2]},  # the rise is below 5 %
        {"loss": [5, 4, 5, 5, 5.0]},  # the training loss rises as well
        {"val_loss": [5, 4, 3, 2, 1.0]},
    ],
)
def test_stays_closed_where_one_condition_fails(change):
    assert measured({**OPEN, **change}).opens_after is None


@pytest.mark.parametrize(
    "history",
    [{}, {"loss": [1.0]}, {"loss": [], "val_loss": []}, {"loss": [1.0, float("nan")], "val_loss": [1.0, 1.0]}],
)
def test_nothing_is_said_without_two_finite_curves(history):
    assert measure_gap(history) is None


def test_one_epoch_is_no_gap_and_accuracy_may_have_another_name():
    gap = measured({"loss": [1.0], "val_loss": [2.0], "accuracy": [0.9], "val_accuracy": [0.7]})
    assert gap.opens_after is None
    assert gap.accuracy == pytest.approx(0.2)
