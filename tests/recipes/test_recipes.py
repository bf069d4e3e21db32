"""All recipes: their sizes, their export, and what of them is trained and what is saved."""

from __future__ import annotations

import functools

import keras
import numpy as np
import pytest
from tests.export.inputs import pixels
from tests.layer_cases import empty_weights, randomize

from convscope import export, glass
from convscope.augmentation import RandomWarp
from convscope.datasets import SCALINGS
from convscope.engine._graph import graph_of
from convscope.recipes import NAMES, get_recipe

SHAPE, CLASSES = (28, 28, 1), 10
PARAMETERS = {
    "tutorial": 696_454,
    "mlp": 694_950,
    "mlp-best": 1_281_610,
    "fast": 81_146,
    "small": 2_982,
    "best": 262_314,
    "ensemble": 5 * 573_178,
}
WARPED = ("mlp-best", "best", "ensemble")


@functools.cache
def built(name: str) -> keras.Model:
    recipe = get_recipe(name)
    with empty_weights():
        return recipe.build(SHAPE, CLASSES, recipe.choices, steps=100)


@pytest.mark.parametrize("name", PARAMETERS)
def test_its_size(name: str):
    assert built(name).count_params() == PARAMETERS[name]


def test_small_is_small():
    assert built("small").count_params() < 3000


@pytest.mark.parametrize("name", NAMES)
def test_its_glass_model_gives_its_probabilities(name: str):
    model, recipe = built(name), get_recipe(name)
    randomize(model)
    scaling = SCALINGS[recipe.choices.scaling]
    images = pixels(SHAPE)
    data = export.to_glass(model, scaling=scaling, class_names=[str(digit) for digit in range(CLASSES)], recipe=name)
    wanted = model.predict(scaling.apply(images), verbose=0)
    np.testing.assert_allclose(glass.GlassModel(data).predict(images), wanted, atol=1e-5)
    assert np.ptp(wanted) > 0.1


@pytest.mark.parametrize("name", NAMES)
def test_the_engine_lowers_every_layer(name: str):
    for learner in get_recipe(name).learners(built(name)):
        assert graph_of(learner).steps


@pytest.mark.parametrize("name", WARPED)
def test_its_images_are_warped_in_training_and_its_saved_network_knows_nothing_of_it(name: str):
    model = built(name)
    learners = get_recipe(name).learners(model)
    assert not [layer for layer in model.layers if isinstance(layer, RandomWarp)]
    for learner in learners:
        assert [type(layer) for layer in learner.layers][:1] == [RandomWarp]
    trained = [id(variable) for learner in learners for variable in learner.trainable_variables]
    assert trained == [id(variable) for variable in model.trainable_variables]


def test_a_recipe_without_either_is_its_own_learner():
    assert get_recipe("tutorial").learners(built("tutorial")) == (built("tutorial"),)


def test_one_learner_and_the_saved_network_share_the_optimizer():
    (learner,) = get_recipe("best").learners(built("best"))
    assert learner.optimizer is built("best").optimizer


def test_an_ensemble_is_the_mean_of_members_that_begin_differently():
    recipe = get_recipe("ensemble")
    model = recipe.build(SHAPE, CLASSES, recipe.choices)
    members = [layer for layer in model.layers if isinstance(layer, keras.Model)]
    assert [member.name for member in members] == [f"ensemble_{number}" for number in range(1, 6)]
    images = pixels(SHAPE).astype(np.float32) / 255
    each = np.stack([member(images) for member in members])
    np.testing.assert_allclose(model(images), each.mean(axis=0), atol=1e-6)
    assert np.abs(each[0] - each[1]).max() > 1e-3
    optimizers = {id(learner.optimizer) for learner in recipe.learners(model)}
    assert len(optimizers) == 5
    assert recipe.choices.epochs == 2 * get_recipe("best").choices.epochs


def test_a_user_who_changes_loss_or_optimizer_gets_keras_s():
    recipe = get_recipe("fast")
    own = built("fast")
    assert own.loss.label_smoothing == pytest.approx(0.1)
    assert callable(own.optimizer._learning_rate)
    with empty_weights():
        changed = recipe.build(SHAPE, CLASSES, recipe.choices.changed({"loss": "mse", "optimizer": "sgd"}))
        slower = recipe.build(SHAPE, CLASSES, recipe.choices.changed({"learning_rate": 0.001}), steps=100)
    assert changed.loss == "mse"
    assert type(changed.optimizer) is keras.optimizers.SGD
    assert float(slower.optimizer._learning_rate(30)) == pytest.approx(0.001)


def test_one_cycle_ends_at_zero():
    schedule = built("fast").optimizer._learning_rate
    rates = [float(schedule(step)) for step in (0, 15, 30, 65, 100)]
    assert rates == pytest.approx([0.003, 0.0065, 0.01, 0.005, 0.0], abs=1e-6)


@pytest.mark.parametrize("name", ["mlp-best", "small"])
def test_a_tiny_training_makes_a_run(cli, name: str, tmp_path):
    done = cli("train", "--recipe", name, "--limit", "125", "--epochs", "1", "--out", "run", "--no-report", "--json")
    assert done.code == 0, done.err
    assert f'"recipe": "{name}"' in done.out
    assert "Keras's own fit" not in done.err
    images, wanted = pixels(SHAPE), keras.saving.load_model(tmp_path / "run" / "model.keras")
    scaled = SCALINGS[get_recipe(name).choices.scaling].apply(images)
    found = glass.GlassModel(tmp_path / "run" / "model.onnx").predict(images)
    np.testing.assert_allclose(found, wanted.predict(scaled, verbose=0), atol=1e-5)
