"""Whole networks: the tutorial's on all test images, the same bytes every time, the forms an input may have."""

from __future__ import annotations

import keras
import numpy as np
import onnx
import pytest
from keras import layers
from tests.export.inputs import SCALING, as_keras_wants, pixels
from tests.layer_cases import randomize

from convscope import datasets, export, glass

DIGITS = [str(digit) for digit in range(10)]


@pytest.fixture(scope="module")
def tutorial() -> keras.Model:
    """The tutorial's network after a few steps of training."""
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(4, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(8, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.Flatten(),
            layers.Dropout(0.25),
            layers.Dense(784, activation="relu"),
            layers.Dropout(0.25),
            layers.Dense(100, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    mnist = datasets.load("mnist")
    model.compile(loss="mse", optimizer="adam", metrics=["acc"])
    targets = np.eye(10, dtype=np.float32)[mnist.y_train[:2560]]
    model.fit(SCALING.apply(mnist.x_train[:2560]), targets, batch_size=32, epochs=1, verbose=0)
    return model


@pytest.fixture(scope="module")
def exported(tutorial: keras.Model) -> bytes:
    return export.to_glass(
        tutorial, scaling=SCALING, class_names=DIGITS, recipe="tutorial", figures={"test_accuracy": 0.5}
    )


def test_equal_to_keras_on_the_whole_test_set(tutorial: keras.Model, exported: bytes):
    mnist = datasets.load("mnist")
    images = mnist.x_test
    found = glass.GlassModel(exported).predict(images)
    wanted = tutorial.predict(SCALING.apply(images), batch_size=500, verbose=0)
    assert np.abs(found - wanted).max() < 1e-5
    assert (found.argmax(1) == mnist.y_test).mean() > 0.5, (
        "the network has learned something, so the comparison says something"
    )


def test_the_file_is_valid_small_and_says_what_it_is(tutorial: keras.Model, exported: bytes):
    model = onnx.load_from_string(exported)
    onnx.checker.check_model(model, full_check=True)
    assert len(exported) < 4 * tutorial.count_params() + 10_000
    operators = [node.op_type for node in model.graph.node]
    assert "Transpose" not in operators
    names = [layer.name for layer in tutorial.layers]
    assert [output.name for output in model.graph.output] == [*names, "logits", "probabilities"]
    assert not any(node.domain for node in model.graph.node)

    info = glass.GlassModel(exported).info
    assert info.parameters == 696_454
    assert [layer.name for layer in info.layers] == names
    assert [layer.shape for layer in info.layers] == [tuple(layer.output.shape[1:]) for layer in tutorial.layers]
    assert [layer.parameters for layer in info.layers] == [layer.count_params() for layer in tutorial.layers]
    assert [layer.inputs for layer in info.layers] == [("images",), *((name,) for name in names[:-1])]
    assert info.class_names == tuple(DIGITS)
    assert (info.recipe, info.figures, info.shape) == ("tutorial", {"test_accuracy": 0.5}, (28, 28, 1))
    assert info.scaling == glass.GlassScaling(127.5, -1.0)
    assert info.layer(names[0]).config["kernel_size"] == [3, 3]


def test_the_same_network_gives_the_same_bytes(tutorial: keras.Model, exported: bytes, tmp_path):
    path = tmp_path / "model.onnx"
    export.write_glass(
        tutorial, path, scaling=SCALING, class_names=DIGITS, recipe="tutorial", figures={"test_accuracy": 0.5}
    )
    assert path.read_bytes() == exported
    assert list(tmp_path.iterdir()) == [path]


def test_a_saved_model_exports_alike(tutorial: keras.Model, exported: bytes, tmp_path):
    tutorial.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    data = export.to_glass(
        again, scaling=SCALING, class_names=DIGITS, recipe="tutorial", figures={"test_accuracy": 0.5}
    )
    assert data == exported


@pytest.mark.parametrize("scaling", [*datasets.SCALINGS.values(), datasets.Scaling(64.0, 0.25)])
def test_every_scaling_becomes_part_of_the_file(scaling: datasets.Scaling):
    model = keras.Sequential([keras.Input((5, 4, 3)), layers.Rescaling(1.0), layers.Flatten(), layers.Dense(2)])
    data = export.to_glass(model, scaling=scaling, class_names=["a", "b"])
    images = pixels((5, 4, 3), n=20)
    opened = glass.GlassModel(data)
    np.testing.assert_array_equal(opened.activations(images)[model.layers[0].name], scaling.apply(images))


@pytest.mark.parametrize(
    "build",
    [
        lambda: [keras.Input((6, 5)), layers.Flatten()],
        lambda: [keras.Input((6, 5)), layers.Reshape((6, 5, 1)), layers.Conv2D(2, 3), layers.Flatten()],
        lambda: [keras.Input((6, 5, 1)), layers.Flatten()],
        lambda: [keras.Input((6, 5, 1)), layers.Conv2D(3, 3), layers.GlobalMaxPooling2D()],
    ],
    ids=["rows", "rows-reshaped", "flat", "grey"],
)
def test_grey_images_with_and_without_a_channel_axis(build, open_glass):
    model = keras.Sequential([*build(), layers.Dense(3, activation="softmax")])
    randomize(model)
    opened = open_glass(model)
    assert opened.info.shape == (6, 5, 1)
    images = pixels((6, 5, 1))
    wanted = np.asarray(model(as_keras_wants(images, model)))
    np.testing.assert_allclose(opened.predict(images), wanted, atol=1e-6)


def test_a_network_that_got_its_shape_from_its_data(open_glass):
    model = keras.Sequential([layers.Flatten(), layers.Dense(3, activation="softmax")])
    images = pixels((6, 5, 1))
    wanted = np.asarray(model(SCALING.apply(images)))
    np.testing.assert_allclose(open_glass(model).predict(images), wanted, atol=1e-6)


def test_names_of_the_contract_may_be_names_of_layers(open_glass):
    images = keras.Input((4, 4, 1), name="pixels")
    x = layers.Flatten(name="images")(images)
    x = layers.Dense(3, name="logits")(x)
    model = keras.Model(images, layers.Softmax(name="probabilities")(x))
    opened = open_glass(model)
    raw = pixels((4, 4, 1))
    seen = opened.activations(raw)
    assert list(seen) == ["images", "logits", "probabilities"]
    np.testing.assert_array_equal(seen["logits"], opened.logits(raw))
    np.testing.assert_array_equal(seen["probabilities"], opened.predict(raw))
    assert seen["images"].shape == (3, 16)


def test_the_layers_of_nested_and_shared_models_have_names_of_their_own(open_glass):
    inside = keras.Input((4, 4, 1))
    block = keras.Model(inside, layers.Conv2D(1, 3, padding="same", name="conv")(inside), name="block")
    images = keras.Input((4, 4, 1))
    model = keras.Model(images, layers.Dense(3, name="end")(layers.Flatten(name="flat")(block(block(images)))))
    info = open_glass(model).info
    assert [layer.name for layer in info.layers] == ["block/conv", "block/conv@2", "flat", "end"]
    assert info.layers[0].weights == info.layers[1].weights
    assert [layer.inputs for layer in info.layers] == [("images",), ("block/conv",), ("block/conv@2",), ("flat",)]
    assert info.parameters == model.count_params()
