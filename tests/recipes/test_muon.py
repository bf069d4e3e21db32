"""Muon: convolutions' kernels get orthogonal updates, all else is Adam's."""

from __future__ import annotations

import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import layers

from convscope.engine import fit
from convscope.recipes import forget_own_optimizer
from convscope.recipes._muon import Muon

RATE = 0.01


def network(optimizer):
    keras.utils.set_random_seed(3)
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(6, 3, padding="same", activation="relu"),
            layers.Conv2D(8, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile(optimizer, "sparse_categorical_crossentropy")
    return model


def images(count=48):
    rng = np.random.default_rng(0)
    return rng.random((count, 8, 8, 1), np.float32), rng.integers(0, 3, count)


@pytest.fixture(scope="module")
def steps():
    """What one step changes under Muon and under Adam: pairs of weights before and after, by name."""
    x, y = images()
    found = []
    for optimizer in (Muon(RATE, weight_decay=None), keras.optimizers.Adam(RATE)):
        model = network(optimizer)
        before = [weight.numpy() for weight in model.trainable_variables]
        model.fit(x, y, batch_size=len(x), verbose=0)
        found.append({w.path: w.numpy() - b for w, b in zip(model.trainable_variables, before, strict=True)})
    return found


def test_a_kernels_update_is_orthogonal_and_as_large_as_adams(steps):
    muon, adam = ({path.split("/", 1)[-1]: change for path, change in each.items()} for each in steps)
    change = next(change for change in muon.values() if change.shape == (3, 3, 6, 8))
    values = np.linalg.svd(change.reshape(-1, 8), compute_uv=False)
    # Five Newton-Schulz steps bring singular values near 1, times the rate and the size that Adam's update has.
    assert np.all((values > 0.5 * RATE * 0.2 * np.sqrt(54)) & (values < 1.3 * RATE * 0.2 * np.sqrt(54)))
    assert len(muon) == len(adam)


def test_all_else_is_adams(steps):
    for ours, adams in zip(steps[0].values(), steps[1].values(), strict=True):
        if ours.shape != (3, 3, 6, 8):
            np.testing.assert_allclose(ours, adams, atol=5e-5)  # epsilon stands elsewhere in the formula


def test_the_engine_trains_with_it_as_keras_does():
    x, y = images()
    ours, keras_own = (network(Muon(RATE, weight_decay=None)) for _ in range(2))
    fit(ours, x, y, batch_size=16, verbose=0, shuffle=False)
    keras_own.fit(x, y, batch_size=16, verbose=0, shuffle=False)
    for found, wanted in zip(ours.get_weights(), keras_own.get_weights(), strict=True):
        np.testing.assert_allclose(found, wanted, atol=2e-3)


def test_a_trained_network_opens_in_keras_alone(tmp_path):
    x, y = images()
    member = network(Muon(RATE, weight_decay=None))
    fit(member, x, y, verbose=0)
    inputs = keras.Input((8, 8, 1))
    nested = keras.Model(inputs, member(inputs))
    nested.compile("sgd", "sparse_categorical_crossentropy")
    for name, model in (("one", member), ("nested", nested)):
        forget_own_optimizer(model)
        model.save(tmp_path / f"{name}.keras")
    code = (
        "import keras, sys; [keras.saving.load_model(name) for name in sys.argv[1:]]; print('convscope' in sys.modules)"
    )
    command = [sys.executable, "-W", "ignore", "-c", code, *map(str, tmp_path.glob("*.keras"))]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "False\n"
