"""Same seed, same bits; and a training that was stopped after an epoch goes on with the same bits."""

from __future__ import annotations

import jax.numpy as jnp
import keras
import numpy as np
import pytest
from tests.engine.small import images, network

from convscope.engine import fit
from convscope.engine._program import row_order
from convscope.engine.lowerings._dropout import keep


def same(one: keras.Model, other: keras.Model) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one.get_weights(), other.get_weights(), strict=True))


def test_the_same_seed_gives_the_same_bits_and_another_seed_others():
    x, y = images()
    models = [network() for _ in range(3)]
    for model, seed in zip(models, (4, 4, 5), strict=True):
        fit(model, x, y, epochs=2, verbose=0, seed=seed)
    assert same(models[0], models[1])
    assert not same(models[0], models[2])


def test_without_a_seed_keras_own_random_seed_decides():
    x, y = images()
    models = [network(), network()]  # each sets it
    fit(models[1], x, y, verbose=0)
    keras.utils.set_random_seed(1)
    models[0] = network()
    fit(models[0], x, y, verbose=0)
    assert same(models[0], models[1])


def test_a_saved_and_resumed_training_ends_with_the_same_bits(tmp_path):
    x, y = images()
    whole = network()
    fit(whole, x, y, epochs=4, verbose=0, seed=4)
    stopped = network()
    fit(stopped, x, y, epochs=2, verbose=0, seed=4)
    stopped.save(tmp_path / "model.keras")
    resumed = keras.models.load_model(tmp_path / "model.keras")
    fit(resumed, x, y, epochs=4, initial_epoch=2, verbose=0, seed=4)
    assert same(resumed, whole)


def test_the_order_of_the_rows_is_a_permutation_that_changes_with_the_epoch():
    orders = [row_order(100, seed=1, epoch=epoch, shuffle=True) for epoch in (0, 1)]
    for order in orders:
        assert sorted(order) == list(range(100))
    assert not np.array_equal(orders[0], orders[1])
    assert np.array_equal(row_order(5, seed=1, epoch=0, shuffle=False), range(5))


@pytest.mark.parametrize("rate", [0.25, 0.3, 0.5, 0.999, 0.001])
def test_dropout_keeps_the_share_that_it_should(rate):
    kept, share = keep(jnp.asarray([7, 1], jnp.uint32), (331, 1000), rate)
    assert share == pytest.approx(1 - rate, abs=1e-5)
    spread = (rate * (1 - rate) / kept.size) ** 0.5
    assert float(np.mean(kept)) == pytest.approx(share, abs=4 * spread)
    neighbours = np.corrcoef(np.asarray(kept)[:, 1:].ravel(), np.asarray(kept)[:, :-1].ravel())[0, 1]
    assert abs(neighbours) < 4 / kept.size**0.5
    again, _ = keep(jnp.asarray([7, 2], jnp.uint32), (331, 1000), rate)
    assert not np.array_equal(kept, again)
