"""A glass model in use: images in any sensible form, layers, weights, threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import keras
import numpy as np
import pytest
from tests.glass.conftest import SCALING

from convscope import glass
from convscope._errors import InputError


@pytest.fixture(scope="module")
def model(grey: bytes) -> glass.GlassModel:
    return glass.GlassModel(grey, threads=1)


def test_a_file_its_folder_and_its_bytes_are_one_model(grey: bytes, images: np.ndarray, tmp_path):
    path = tmp_path / "model.onnx"
    path.write_bytes(grey)
    results = [glass.GlassModel(source).predict(images) for source in (path, str(path), tmp_path, grey)]
    for result in results[1:]:
        np.testing.assert_array_equal(result, results[0])


@pytest.mark.parametrize("kind", ["uint8", "int64", "float32", "float64", "float16", "uint16"])
def test_any_number_type(model: glass.GlassModel, images: np.ndarray, kind: str):
    np.testing.assert_array_equal(model.predict(images.astype(kind)), model.predict(images))


def test_grey_images_without_their_channel_axis(model: glass.GlassModel, images: np.ndarray):
    wanted = model.predict(images)
    assert wanted.shape == (5, 3)
    assert wanted.dtype == np.float32
    np.testing.assert_allclose(wanted.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(model.predict(images[..., 0]), wanted)
    np.testing.assert_array_equal(model.predict(images[..., 0].tolist()), wanted)
    np.testing.assert_array_equal(model.predict(images[:1]), model.predict(images[0]))
    np.testing.assert_array_equal(model.predict(images[0, ..., 0]), model.predict(images[0]))
    np.testing.assert_array_equal(model.predict(images[::2]), wanted[::2], "strided views")
    np.testing.assert_allclose(model.predict(images[0]), wanted[:1], atol=1e-6)


def test_colour_images(colour: bytes):
    model = glass.GlassModel(colour)
    images = np.random.default_rng(0).integers(0, 256, (4, 6, 8, 3)).astype(np.uint8)
    assert model.predict(images).shape == (4, 3)
    np.testing.assert_array_equal(model.predict(images[0]), model.predict(images[:1]))
    with pytest.raises(
        InputError, match=r"images must be \(n, 6, 8, 3\) or \(6, 8, 3\); found an array of shape \(6, 8\)"
    ):
        model.predict(images[0, ..., 0])


def test_no_images_give_no_rows(model: glass.GlassModel):
    assert model.predict(np.zeros((0, 6, 8, 1), np.uint8)).shape == (0, 3)
    assert model.predict(np.zeros((0, 6, 8), np.uint8)).shape == (0, 3)
    assert model.activations(np.zeros((0, 6, 8, 1)), ["conv"])["conv"].shape == (0, 6, 8, 4)


@pytest.mark.parametrize(
    "shape", [(), (6,), (8, 6), (5, 8, 6), (5, 6, 8, 3), (5, 1, 6, 8), (5, 48), (1, 5, 6, 8, 1), (0,), (0, 28, 28)]
)
def test_another_shape_is_one_clear_line(model: glass.GlassModel, shape: tuple[int, ...]):
    with pytest.raises(InputError) as caught:
        model.predict(np.zeros(shape, np.uint8))
    forms = "(n, 6, 8, 1), (6, 8, 1), (n, 6, 8) or (6, 8)"
    assert f"images must be {forms}; found an array of shape (" in str(caught.value)
    assert "6 x 8 pixels, grey" in str(caught.value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (np.full((6, 8), np.nan), "values from nan"),
        (np.full((6, 8), -1.0), "values from -1 to -1"),
        (np.full((6, 8), 256), "values from 256 to 256"),
        (np.full((6, 8), np.inf), "values from inf"),
        (np.zeros((6, 8), bool), "values of type bool"),
        (np.zeros((6, 8), complex), "values of type complex128"),
        (np.full((6, 8), "0"), "values of type <U1"),
        (np.full((6, 8), None), "values of type object"),
        ([[1, 2], [3]], "no array"),
        ("picture.png", "values of type <U11"),
        (None, "values of type object"),
    ],
)
def test_values_that_are_no_pixels(model: glass.GlassModel, value: Any, words: str):
    with pytest.raises(InputError) as caught:
        model.predict(value)
    assert words in str(caught.value)


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_an_image_that_was_scaled_already(model: glass.GlassModel, images: np.ndarray, kind: type):
    scaled = images[:3].astype(kind) / 255
    said = r"from 0 to 255; found an image of fractions up to .+, as if scaled to 0\.\.1; hand over the pixels"
    for wrong in (scaled, scaled[0], np.concatenate([images[:3].astype(kind), scaled[1:2]])):
        for ask in (model.predict, model.logits):
            with pytest.raises(InputError, match=said):
                ask(wrong)
    # Black, and one with a pixel above 1, are pixels; so are fractions of those.
    for right in (np.zeros((6, 8)), np.eye(6, 8), np.full((6, 8), 0.5) + np.eye(6, 8)):
        assert model.predict(right.astype(kind)).shape == (1, len(model.info.class_names))


def test_many_images_are_the_same_as_one_at_a_time(model: glass.GlassModel):
    images = np.random.default_rng(1).integers(0, 256, (1000, 6, 8, 1)).astype(np.uint8)
    whole = model.predict(images)
    logits = model.logits(images)
    for row in (0, 255, 256, 511, 512, 999):
        np.testing.assert_allclose(model.predict(images[row])[0], whole[row], atol=1e-6)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    np.testing.assert_allclose(powers / powers.sum(axis=1, keepdims=True), whole, atol=1e-6)


def test_activations_are_as_keras_has_them(model: glass.GlassModel, grey_keras: keras.Model, images: np.ndarray):
    found = model.activations(images)
    wanted = keras.Model(grey_keras.inputs, [layer.output for layer in grey_keras.layers])(
        [SCALING.apply(images)], training=False
    )
    assert list(found) == [layer.name for layer in grey_keras.layers]
    for layer, values in zip(grey_keras.layers, wanted, strict=True):
        assert found[layer.name].shape == (5, *model.info.layer(layer.name).shape)
        assert found[layer.name].flags.c_contiguous
        np.testing.assert_allclose(found[layer.name], np.asarray(values), atol=2e-6)


def test_some_activations(model: glass.GlassModel, images: np.ndarray):
    everything = model.activations(images)
    some = model.activations(images, ["flat", "conv"])
    assert list(some) == ["flat", "conv"]
    for name, values in some.items():
        np.testing.assert_array_equal(values, everything[name])
    assert model.activations(images, []) == {}


def test_an_unknown_layer_is_one_clear_line(model: glass.GlassModel, images: np.ndarray):
    for ask in (lambda: model.activations(images, ["conv9"]), lambda: model.weights("conv9")):
        with pytest.raises(InputError, match="found 'conv9'; choose from conv, norm, pool, flat, drop, dense"):
            ask()


def test_weights_are_kerass_bit_for_bit(model: glass.GlassModel, grey_keras: keras.Model):
    names = {
        "conv": ("kernel", "bias"),
        "norm": ("gamma", "beta", "moving_mean", "moving_variance"),
        "pool": (),
        "dense": ("kernel", "bias"),
    }
    for layer, wanted in names.items():
        weights = model.weights(layer)
        assert tuple(weights) == wanted
        for name, values in weights.items():
            np.testing.assert_array_equal(values, np.asarray(getattr(grey_keras.get_layer(layer), name)))


def test_the_metadata(model: glass.GlassModel):
    info = model.info
    assert info.class_names == ("一", "二", "三")
    assert (info.recipe, dict(info.figures), info.shape) == ("small", {"test_accuracy": 0.75}, (6, 8, 1))
    assert [(layer.name, layer.kind, layer.shape, layer.parameters) for layer in info.layers] == [
        ("conv", "Conv2D", (6, 8, 4), 40),
        ("norm", "BatchNormalization", (6, 8, 4), 16),
        ("pool", "MaxPooling2D", (3, 4, 4), 0),
        ("flat", "Flatten", (48,), 0),
        ("drop", "Dropout", (48,), 0),
        ("dense", "Dense", (3,), 147),
    ]
    assert info.parameters == 203


def test_several_threads_at_once(grey: bytes):
    model = glass.GlassModel(grey)
    images = np.random.default_rng(2).integers(0, 256, (64, 6, 8, 1)).astype(np.uint8)
    wanted, conv = model.predict(images), glass.GlassModel(grey).activations(images, ["conv"])["conv"]

    def work(index: int) -> bool:
        one = slice(index, index + 1)
        same = np.allclose(model.predict(images[one]), wanted[one], atol=1e-6)
        return same and np.allclose(model.activations(images[one], ["conv"])["conv"], conv[one], atol=1e-6)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(64)))


@pytest.mark.parametrize("threads", [0, -1])
def test_threads_must_be_positive(grey: bytes, threads: int):
    with pytest.raises(InputError, match="threads must be 1 or more"):
        glass.GlassModel(grey, threads=threads)
