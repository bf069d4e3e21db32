"""What cannot be exported is said in one line that names the layer and what to do."""

from __future__ import annotations

import math

import keras
import numpy as np
import pytest
from keras import layers
from tests.export.inputs import SCALING

from convscope import export
from convscope._errors import InputError, JobError


class Doubled(layers.Layer):  # type: ignore[misc]  # Keras has no types
    def call(self, x):
        return 2 * x


class LouderConv2D(layers.Conv2D):  # type: ignore[misc]  # Keras has no types
    def call(self, x):
        return 2 * super().call(x)


class Subclassed(keras.Model):  # type: ignore[misc]  # Keras has no types
    def call(self, x):
        return x


def row(*inner: layers.Layer, shape: tuple[int, ...] = (6, 6, 1)) -> keras.Model:
    return keras.Sequential([keras.Input(shape), *inner, layers.Flatten(), layers.Dense(2, activation="softmax")])


def branches(inputs: int, outputs: int) -> keras.Model:
    images = [keras.Input((6, 6, 1)) for _ in range(inputs)]
    x = layers.Concatenate()(images) if inputs > 1 else images[0]
    x = layers.Flatten()(x)
    return keras.Model(images, [layers.Dense(2)(x) for _ in range(outputs)])


def operation() -> keras.Model:
    images = keras.Input((6, 6, 1))
    return keras.Model(images, layers.Dense(2)(layers.Flatten()(images + 1)))


def nested() -> keras.Model:
    return row(keras.Sequential([keras.Input((6, 6, 1)), Doubled(name="twice")], name="block"))


BROKEN = {
    "own layer": (lambda: row(Doubled(name="twice")), "'twice' (Doubled)"),
    "own layer, nested": (nested, "'block/twice' (Doubled)"),
    "subclass of a known layer": (lambda: row(LouderConv2D(2, 3, name="loud")), "'loud' (LouderConv2D)"),
    "no rule": (lambda: row(layers.UnitNormalization(name="unit")), "'unit' (UnitNormalization)"),
    "operation": (operation, "(Add)"),
    "lambda activation": (lambda: row(layers.Dense(2, activation=lambda x: x * x, name="d")), "'d' (Dense)"),
    "no rule for activation": (lambda: row(layers.Activation("sparsemax", name="a")), "the activation 'sparsemax'"),
    "channels first": (lambda: row(layers.ZeroPadding2D(2, data_format="channels_first")), "channels_first"),
    "bicubic": (lambda: row(layers.UpSampling2D(2, interpolation="bicubic")), "interpolation='bicubic'"),
    "softmax of two axes": (lambda: row(layers.Softmax(axis=(1, 2))), "the axes [1, 2]"),
    "subclassed": (lambda: Subclassed(name="mine"), "'mine'"),
    "not built": (lambda: keras.Sequential([layers.Dense(2)]), "has none yet"),
    "two inputs": (lambda: branches(2, 1), "one input"),
    "two outputs": (lambda: branches(1, 2), "one output"),
    "no image": (lambda: keras.Sequential([keras.Input((36,)), layers.Dense(2)]), "an input of [None, 36]"),
    "any size": (
        lambda: keras.Sequential(
            [keras.Input((None, None, 1)), layers.Conv2D(2, 3), layers.GlobalMaxPooling2D(), layers.Softmax()]
        ),
        "[None, None, None, 1]",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_one_clear_line(name: str):
    build, words = BROKEN[name]
    with pytest.raises(InputError) as caught:
        export.to_glass(build(), scaling=SCALING, class_names=["a", "b"])
    line = str(caught.value)
    assert words in line
    assert "\n" not in line
    assert line.count("; ") >= 2, "rule, found, what to do"


def test_a_figure_must_be_a_number():
    with pytest.raises(InputError, match="loss = nan"):
        export.to_glass(row(), scaling=SCALING, class_names=["a", "b"], figures={"loss": math.nan})


def test_weights_that_are_no_numbers_are_refused():
    model = row()
    model.layers[-1].kernel.assign(np.full((36, 2), np.nan))
    with pytest.raises(InputError, match="finite"):
        export.to_glass(model, scaling=SCALING, class_names=["a", "b"])


def test_a_failed_export_leaves_the_old_file(tmp_path):
    path = tmp_path / "model.onnx"
    path.write_bytes(b"old")
    with pytest.raises(InputError):
        export.write_glass(row(Doubled()), path, scaling=SCALING, class_names=["a", "b"])
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_missing_is_a_failed_job(tmp_path):
    with pytest.raises(JobError, match="must be written whole"):
        export.write_glass(row(), tmp_path / "no" / "model.onnx", scaling=SCALING, class_names=["a", "b"])
