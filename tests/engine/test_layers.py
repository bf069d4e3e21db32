"""Every case of the layer table: the lowering's forward pass and gradient against Keras's, and against the loops."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from keras import layers
from tests import numpy_truth
from tests.engine.compare import difference, outcomes, plans_of
from tests.layer_cases import CASES, LayerCase, row

from convscope.engine._graph import NotLoweredError, graph_of
from convscope.engine._window import window_of
from convscope.engine.lowerings import LOWERINGS
from convscope.engine.lowerings._xla_conv import convolve_by_xla


def lowered(case: LayerCase) -> bool:
    """Tell whether the engine takes the case's layers."""
    try:
        graph_of(case.model())
    except NotLoweredError:
        return False
    return True


LOWERED = [case for case in CASES if lowered(case) and plans_of(case.model())]


@pytest.mark.parametrize("case", LOWERED, ids=lambda case: case.id)
def test_a_layer_is_computed_as_keras_and_the_loops_compute_it(case: LayerCase):
    model, training = case.model(), not case.stochastic
    (y, gradients, others), *ways = outcomes(model, case.images(), plans_of(model), training=training)
    assert ways
    truth = numpy_truth.forward(model.layers[1], case.images().astype(float)) if alone(model, training) else None
    for found, found_gradients, found_others in ways:
        assert found.shape == y.shape
        assert difference(found, y) < 1e-5
        assert difference(found_others, others) < 1e-5
        if case.smooth:
            assert difference(found_gradients, gradients) < 1e-4
        if truth is not None:
            assert difference(found, truth) < 1e-5


def alone(model: keras.Model, training: bool) -> bool:
    """Tell whether the model is one layer, called once, that does the same in training."""
    batch = isinstance(model.layers[1], keras.layers.BatchNormalization) and training
    return len(model.layers) == 2 and len(graph_of(model).steps) == 1 and not batch


def test_what_has_no_lowering_is_known():
    without = {case.id.partition("-")[0] for case in CASES if not lowered(case)}
    assert without == {"Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose"}
    assert {case.id for case in CASES if case.id.startswith("Conv2D-") and not lowered(case)} == {
        "Conv2D-groups",
        "Conv2D-groups-stride",
    }


def test_the_table_has_a_case_for_every_lowering():
    tested = {type(step.site.layer) for case in CASES if lowered(case) for step in graph_of(case.model()).steps}
    missing = {kind.__name__ for kind in set(LOWERINGS) - tested}
    assert missing <= {"GroupNormalization", "UnitNormalization"}


@pytest.mark.parametrize(
    ("kernel", "padding", "shape", "activation"),
    [
        ((3, 3), "same", (8, 8, 1), "relu"),
        ((3, 3), "valid", (9, 7, 1), None),
        ((3, 3), "same", (7, 9, 3), "relu"),
        ((3, 3), "valid", (8, 5, 5), None),
        ((1, 1), "same", (7, 6, 1), "relu"),
        ((2, 2), "same", (8, 7, 1), "relu"),
        ((3, 2), "valid", (6, 8, 3), "relu"),
        ((4, 5), "same", (6, 7, 1), None),
    ],
)
@pytest.mark.parametrize("use_bias", [True, False])
def test_a_convolution_with_its_pooling_is_computed_as_keras_computes_them(
    kernel, padding, shape, activation, use_bias
):
    def pair():
        conv = layers.Conv2D(4, kernel, padding=padding, activation=activation, use_bias=use_bias)
        return [conv, layers.MaxPooling2D(2)]

    case = row("pair", pair, shape)
    model = case.model()
    plans = plans_of(model)
    shifts = {"shifts"} if kernel[0] * kernel[1] * shape[-1] <= 9 else set()
    tiles = {"winograd"} if kernel == (3, 3) else set()
    assert {made.forms[0].name for made in plans} == {"xla, pool", "patches, pool", "phases"} | shifts | tiles
    (y, gradients, _), *ways = outcomes(model, case.images(), plans, training=True)
    for found, found_gradients, _ in ways:
        assert difference(found, y) < 1e-5
        assert difference(found_gradients, gradients) < 1e-4


def test_a_convolution_with_more_to_it_than_its_formula_is_left_to_keras():
    for layer in (
        layers.Conv2D(4, 3, dtype="mixed_bfloat16"),
        layers.Conv2D(4, 3, activity_regularizer="l2"),
    ):
        with pytest.raises(NotLoweredError, match=r"Conv2D\) is not a plain one"):
            graph_of(keras.Sequential([keras.Input((8, 8, 1)), layer]))


def test_of_equal_numbers_under_a_pooling_window_the_first_gets_the_gradient():
    def pair():
        return [layers.Conv2D(2, 3, activation="relu"), layers.MaxPooling2D(2)]

    model = row("pair", pair, (8, 8, 1)).model()
    flat = np.full((2, 8, 8, 1), 0.5, np.float32)
    (_, gradients, _), *ways = outcomes(model, flat, plans_of(model), training=True)
    for _, found, _ in ways:
        assert difference(found, gradients) < 1e-4


@pytest.mark.parametrize("batch", [64, 75, 67])
def test_a_large_batch_is_convolved_in_parts_to_the_same_result(batch):
    window = window_of((9, 8), (3, 2), (2, 1), "same")
    draw = np.random.default_rng(batch)
    x, kernel = (jnp.asarray(draw.standard_normal(shape, "f")) for shape in ((batch, 9, 8, 5), (3, 2, 5, 4)))

    def total(x, kernel):
        return jnp.sum(jnp.sin(convolve_by_xla(window, x, kernel)))

    def by_keras(x, kernel):
        return jnp.sum(jnp.sin(keras.ops.conv(x, kernel, (2, 1), "same")))

    for own, theirs in zip(jax.grad(total, (0, 1))(x, kernel), jax.grad(by_keras, (0, 1))(x, kernel), strict=True):
        assert np.abs(own - theirs).max() <= 1e-4 * np.abs(theirs).max()
