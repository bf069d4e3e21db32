"""Every layer case: ONNX Runtime gives what Keras gives, for the end and for every layer on the way."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from tests import numpy_truth
from tests.export.inputs import WRAPPING, as_keras_wants, pixels, with_end
from tests.layer_cases import CASES, LayerCase

from convscope.export.rules import RULES

CLOSE = 3e-6


def assert_close(found: np.ndarray, wanted: np.ndarray, what: str) -> None:
    assert found.shape == wanted.shape, what
    assert np.isfinite(wanted).all(), what
    assert np.abs(found - wanted).max() <= CLOSE * max(1, np.abs(wanted).max()), what


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: LayerCase, open_glass):
    model = with_end(case)
    opened = open_glass(model)
    images = pixels(opened.info.shape)
    scaled = as_keras_wants(images, model)

    plain = [layer for layer in model.layers if _used_once(layer)]
    wanted = keras.Model(model.input, [layer.output for layer in plain])(scaled, training=False)
    activations = opened.activations(images)
    for layer, values in zip(plain, wanted, strict=True):
        assert_close(activations[layer.name], np.asarray(values), layer.name)
        for name, weight in opened.weights(layer.name).items():
            np.testing.assert_array_equal(weight, np.asarray(getattr(layer, name)), f"{layer.name}/{name}")
    assert plain[-1].name == "the_end"
    assert_close(opened.predict(images), np.asarray(wanted[-1]), "probabilities")
    assert opened.info.parameters == model.count_params()

    truth = truth_of(model, scaled.reshape(-1, *case.shape))
    if truth is not None:
        name, values = truth
        assert_close(activations[name], values, "truth")


def truth_of(model: keras.Model, x: np.ndarray) -> tuple[str, np.ndarray] | None:
    """Give what the one layer of a case computes by the loops of `numpy_truth`."""
    tried = [layer for layer in model.layers[1:] if layer.name not in WRAPPING]
    values = numpy_truth.forward(tried[0], x) if len(tried) == 1 else None
    return None if values is None else (tried[0].name, values)


def test_many_cases_have_a_truth():
    judged = [case.id for case in CASES if truth_of(with_end(case), case.images()) is not None]
    assert len(judged) > 50


def _used_once(layer: keras.layers.Layer) -> bool:
    return not isinstance(layer, (keras.layers.InputLayer, keras.Model)) and len(layer._inbound_nodes) == 1


@pytest.mark.parametrize("case", [case for case in CASES if case.train_only], ids=lambda case: case.id)
def test_a_layer_for_training_only_hands_on_what_it_gets(case: LayerCase):
    x = case.images()
    np.testing.assert_array_equal(case.model()(x, training=False), x)


def test_every_rule_has_a_case():
    tried = {type(layer) for case in CASES for layer in case.model().layers}
    random = {kind for kind in RULES if kind.__name__.startswith("Random")}
    untried = {kind.__name__ for kind in RULES if kind not in tried | random}
    assert untried <= {"ActivityRegularization", "SpatialDropout1D", "SpatialDropout3D"}


def _preprocessing() -> list[type]:
    return sorted((kind for kind in RULES if kind.__name__.startswith("Random")), key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", _preprocessing(), ids=lambda kind: kind.__name__)
def test_augmentation_hands_on_what_it_gets(kind: type):
    needed: dict[str, dict[str, Any]] = {
        "RandomBrightness": {"factor": 0.2},
        "RandomColorDegeneration": {"factor": 0.2},
        "RandomContrast": {"factor": 0.2},
        "RandomHue": {"factor": 0.2},
        "RandomPosterization": {"factor": 4},
        "RandomRotation": {"factor": 0.2},
        "RandomSaturation": {"factor": 0.2},
        "RandomSharpness": {"factor": 0.2},
        "RandomTranslation": {"height_factor": 0.2, "width_factor": 0.2},
        "RandomZoom": {"height_factor": 0.2},
    }
    layer = kind(**needed.get(kind.__name__, {}))
    images = pixels((6, 6, 3)).astype(np.float32)
    np.testing.assert_array_equal(layer(images, training=False), images)
