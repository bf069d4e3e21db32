"""Same seed, same bits; and a training that was stopped after an epoch goes on with the same bits."""

from __future__ import annotations

import jax.numpy as jnp
import keras
import numpy as np
import pytest
from tests.engine.small import images, network

from convscope.engine import fit
from convscope.engine._program import read_state, row_order, write_state
from convscope.engine.lowerings._dropout import keep

X, Y = images(64)


def same(one: list[np.ndarray], other: list[np.ndarray]) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_the_same_seed_gives_the_same_bits_and_another_seed_others():
    model = network()
    fit(model, X, Y, epochs=0, verbose=0)
    start = read_state(model)

    def train(seed: int | None) -> list[np.ndarray]:
        write_state(model, start)
        keras.utils.set_random_seed(3)
        fit(model, X, Y, epochs=2, verbose=0, seed=seed)
        weights: list[np.ndarray] = model.get_weights()
        return weights

    assert same(train(4), train(4))
    assert not same(train(4), train(5))
    assert same(train(None), train(None))  # then Keras's own seed decides


def test_a_saved_and_resumed_training_ends_with_the_same_bits(tmp_path):
    whole = network()
    fit(whole, X, Y, epochs=4, verbose=0, seed=4)
    stopped = network()
    fit(stopped, X, Y, epochs=2, verbose=0, seed=4)
    stopped.save(tmp_path / "model.keras")
    resumed = keras.models.load_model(tmp_path / "model.keras")
    fit(resumed, X, Y, epochs=4, initial_epoch=2, verbose=0, seed=4)
    assert same(resumed.get_weights(), whole.get_weights())


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
