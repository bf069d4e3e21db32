"""validation_split as Keras means it, the stratified split, one-hot labels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from convscope._errors import InputError
from convscope.datasets import one_hot, validation_rows
from convscope.datasets._splitting import stratified_rows

LABELS = st.integers(2, 5).flatmap(
    lambda classes: arrays_of.arrays(np.int64, st.integers(0, 60), elements=st.integers(0, classes - 1)).map(
        lambda more: np.concatenate([np.arange(classes), np.arange(classes), more])
    )
)


def test_the_tutorials_rows() -> None:
    assert validation_rows(60_000, 0.2) == (48_000, 60_000)


@given(n=st.integers(1, 70_000), split=st.floats(0.001, 0.999))
def test_the_rows_are_kerass(n: int, split: float) -> None:
    from keras.src.trainers.data_adapters.array_slicing import train_validation_split

    rows = np.arange(n)
    try:
        (train,), (validation,) = train_validation_split([rows], split)
    except ValueError:
        with pytest.raises(InputError, match="validation_split must leave images on both sides"):
            validation_rows(n, split)
        return
    start, stop = validation_rows(n, split)
    assert np.array_equal(rows[:start], np.asarray(train[:]))
    assert np.array_equal(rows[start:stop], np.asarray(validation[:]))


def test_no_validation() -> None:
    assert validation_rows(100, 0.0) == (100, 100)


@pytest.mark.parametrize("split", [-0.1, 1.0, 1.5, float("nan"), float("inf")])
def test_a_fraction_that_is_none(split: float) -> None:
    with pytest.raises(InputError, match="validation_split must be at least 0 and below 1"):
        validation_rows(100, split)


@given(labels=LABELS, split=st.floats(0.01, 0.99), seed=st.integers(0, 2**32))
def test_stratified(labels: np.ndarray, split: float, seed: int) -> None:
    train, test = stratified_rows(labels, split, seed)
    assert sorted([*train, *test]) == list(range(len(labels)))  # disjoint and complete
    classes = np.unique(labels)
    assert np.array_equal(np.unique(labels[train]), classes)
    assert np.array_equal(np.unique(labels[test]), classes)
    for label in classes:
        m = int((labels == label).sum())
        assert abs(int((labels[test] == label).sum()) - m * split) <= 1
    again = stratified_rows(labels, split, seed)
    assert np.array_equal(train, again[0])
    assert np.array_equal(test, again[1])


@given(labels=LABELS)
def test_another_seed_another_split(labels: np.ndarray) -> None:
    assume(len(labels) > 40)
    splits = {tuple(stratified_rows(labels, 0.5, seed)[1].tolist()) for seed in range(4)}
    assert len(splits) > 1


def test_one_hot() -> None:
    rows = one_hot(np.array([2, 0]), 3)
    assert rows.dtype == np.float32
    assert rows.tolist() == [[0, 0, 1], [1, 0, 0]]
    assert one_hot(np.zeros(0, np.int64), 3).shape == (0, 3)


@given(labels=LABELS)
def test_one_hot_is_kerass(labels: np.ndarray) -> None:
    import keras

    assert np.array_equal(one_hot(labels, 5), keras.utils.to_categorical(labels, 5))


@pytest.mark.parametrize("wrong", [-1, 3])
def test_one_hot_outside(wrong: int) -> None:
    with pytest.raises(InputError, match=r"labels must lie in 0..2"):
        one_hot(np.array([wrong, 0]), 3)
