"""RandomWarp: where each pixel's value comes from, and that the engine compiles it into the epoch."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers
from tests.engine.small import images

from convscope.augmentation import RandomWarp
from convscope.engine import fit

STILL = {"rotation": 0.0, "shear": 0.0, "zoom": 0.0, "shift": 0.0}
HEIGHT, WIDTH = 31, 41


def looked_up(**limits: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the pixels (x, y) around the middle, and the places (x, y) that 20 warped images take them from.

    The images' values are their own coordinates, which linear interpolation keeps exactly, away from the edges.
    """
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    y, x = y - (HEIGHT - 1) / 2, x - (WIDTH - 1) / 2
    ramps = np.repeat(np.stack([x, y], axis=-1)[None], 20, axis=0)
    warped = np.asarray(RandomWarp(seed=3, **{**STILL, **limits})(ramps, training=True))
    inside = (np.abs(x) < 6) & (np.abs(y) < 6)
    here = np.stack([x[inside], y[inside]], axis=-1)
    return here, warped[:, inside], ramps[:, inside]


def affine(here: np.ndarray, there: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the matrix and the shift that lead from `here` to `there`, which must be such."""
    rows = np.column_stack([here, np.ones(len(here))])
    solution, *_ = np.linalg.lstsq(rows, there, rcond=None)
    assert np.abs(rows @ solution - there).max() < 1e-4
    return solution[:2].T, solution[2]


def test_a_rotation_turns_about_the_middle_by_up_to_its_limit():
    here, there, _ = looked_up(rotation=20.0)
    angles = []
    for places in there:
        matrix, shift = affine(here, places)
        np.testing.assert_allclose(matrix.T @ matrix, np.eye(2), atol=1e-4)
        np.testing.assert_allclose(shift, 0, atol=1e-4)
        angles.append(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0])))
    assert -20 < min(angles) < -10
    assert 10 < max(angles) < 20


def test_a_shift_moves_height_and_width_by_themselves():
    here, there, _ = looked_up(shift=3.0)
    shifts = np.array([affine(here, places)[1] for places in there])
    for places in there:
        np.testing.assert_allclose(affine(here, places)[0], np.eye(2), atol=1e-4)
    assert 2 < np.abs(shifts).max() < 3
    assert abs(np.corrcoef(shifts.T)[0, 1]) < 0.7


def test_zoom_and_shear_scale_and_slant():
    here, there, _ = looked_up(zoom=0.2)
    zooms = np.array([affine(here, places)[0] for places in there])
    np.testing.assert_allclose(zooms[:, [0, 1], [1, 0]], 0, atol=1e-4)
    scales = zooms[:, [0, 1], [0, 1]]
    assert 0.8 < scales.min() < 0.9
    assert 1.1 < scales.max() < 1.2
    here, there, _ = looked_up(shear=0.3)
    shears = np.array([affine(here, places)[0] for places in there])
    np.testing.assert_allclose(
        shears - shears[:, :1, 1:] * [[0, 1], [0, 0]], np.eye(2) * np.ones((20, 1, 1)), atol=1e-4
    )
    assert 0.2 < np.abs(shears[:, 0, 1]).max() < 0.3


def test_all_together_are_one_affine_map():
    here, there, _ = looked_up(rotation=10, shear=0.1, zoom=0.1, shift=1)
    for places in there:
        affine(here, places)


def test_a_bend_moves_neighbours_alike_and_by_what_was_asked():
    here, there, there_before = looked_up(bend=1.0)
    moved = there - there_before
    assert 0.7 < moved.std() < 1.3
    neighbours = (here[1:, 1] == here[:-1, 1]).nonzero()[0]
    assert (moved[:, neighbours + 1] - moved[:, neighbours]).std() < 0.35


def test_what_comes_in_from_outside_is_the_edge():
    framed = np.full((8, 12, 12, 1), 0.75, np.float32)
    framed[:, 1:-1, 1:-1] = 0
    warped = np.asarray(RandomWarp(**{**STILL, "shift": 4.0}, seed=1)(framed, training=True))
    # The middle has gone one way, the frame's pixels have come in from the other.
    assert set(np.unique(warped[:, [0, -1]])) == {np.float32(0.75)} or warped[:, [0, -1]].max() == pytest.approx(0.75)
    assert (warped == 0.75).mean(axis=(1, 2, 3)).max() > 0.4
    plain = np.full((8, 12, 12, 1), 0.3, np.float32)
    np.testing.assert_allclose(RandomWarp(bend=1.0)(plain, training=True), plain, atol=1e-6)


def test_no_limits_and_inference_change_nothing():
    x = np.random.default_rng(0).random((3, 9, 7, 2), np.float32)
    np.testing.assert_allclose(RandomWarp(**STILL)(x, training=True), x, atol=1e-6)
    np.testing.assert_array_equal(RandomWarp()(x), x)


def test_a_saved_model_brings_its_limits_back(tmp_path):
    model = keras.Sequential([keras.Input((8, 8, 1)), RandomWarp(rotation=7, bend=0.5), layers.Flatten()])
    model.save(tmp_path / "net.keras")
    before, after = model.layers[0], keras.saving.load_model(tmp_path / "net.keras").layers[0]
    assert type(after) is RandomWarp
    assert after.get_config() == before.get_config()
    assert after.rotation == 7


def test_the_engine_compiles_it_and_the_seed_decides_the_bits(capsys):
    x, y = images(64)

    def train(seed: int, **limits: Any) -> list[np.ndarray]:
        keras.utils.set_random_seed(2)
        parts = [RandomWarp(**limits), layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(3, "softmax")]
        model = keras.Sequential([keras.Input((8, 8, 1)), *parts])
        model.compile(loss="sparse_categorical_crossentropy", optimizer="sgd")
        fit(model, x, y, epochs=2, verbose=0, seed=seed)
        return [np.asarray(weight) for weight in model.trainable_variables]

    one, again, other, still = train(4), train(4), train(5), train(4, **STILL)
    assert "Keras's own fit" not in capsys.readouterr().err
    assert np.array_equal(one[0], again[0])
    assert not np.array_equal(one[0], other[0])
    assert not np.array_equal(one[0], still[0])
