"""`fit` is Keras's fit: the same arguments, the same history, the same weights where nothing is drawn at random."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers
from tests.engine.small import images, network, weights_differ

from convscope.engine import fit
from convscope.engine._data import Data, weigh


def both(**options):
    """Train one network by the engine and its twin by Keras, without dropout and shuffling."""
    compiling = options.pop("compiling", {})
    x, y = options.pop("data", images())
    ours, keras_own = (network(dropout=False, **compiling) for _ in range(2))
    common = {"batch_size": 16, "verbose": 0, "shuffle": False, **options}
    return ours, keras_own, fit(ours, x, y, **common).history, keras_own.fit(x, y, **common).history


def test_the_history_is_keras_own_with_a_partial_last_batch_and_validation():
    ours, keras_own, found, wanted = both(epochs=2, validation_split=0.25)
    assert found.keys() == wanted.keys()
    for name, values in wanted.items():
        assert found[name] == pytest.approx(values, rel=1e-4)
    assert weights_differ(ours, keras_own)[0] < 1e-4


def test_weights_of_classes_count_and_images_need_no_channel_axis():
    x, y = images(64)
    ours, keras_own, found, wanted = both(data=(x[..., 0], y), class_weight={0: 0.5, 2: 3.0})
    assert found["loss"] == pytest.approx(wanted["loss"], rel=1e-4)
    assert weights_differ(ours, keras_own)[0] < 1e-4


def test_weights_of_classes_become_weights_of_images():
    labels = np.array([2, 0, 1])
    for targets in (labels, labels[:, None], np.eye(3)[labels]):
        weighed = weigh(Data(np.zeros((3, 1)), targets, None), {0: 0.5, 2: 3.0})
        assert weighed.weights.tolist() == [3.0, 0.5, 1.0]


def test_regularisers_schedules_and_frozen_layers_are_kept():
    def build():
        keras.utils.set_random_seed(2)
        model = keras.Sequential(
            [
                keras.Input((8, 8, 1)),
                layers.Conv2D(2, 3, kernel_regularizer="l2", activation="relu"),
                layers.MaxPooling2D(2),
                layers.Conv2D(2, 2, kernel_constraint=keras.constraints.MaxNorm(0.5)),
                layers.Flatten(),
                layers.Dense(4, activation="tanh", trainable=False),
                layers.Dense(3, activity_regularizer="l1"),
            ]
        )
        schedule = keras.optimizers.schedules.CosineDecay(0.05, 10)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.SGD(schedule, momentum=0.9), loss)
        return model

    x, y = images(64)
    ours, keras_own = build(), build()
    found = fit(ours, x / 255, y, epochs=2, verbose=0, shuffle=False).history
    wanted = keras_own.fit(x / 255, y, epochs=2, verbose=0, shuffle=False).history
    assert found["loss"] == pytest.approx(wanted["loss"], rel=1e-4)
    assert weights_differ(ours, keras_own)[0] < 1e-4
    assert int(ours.optimizer.iterations) == int(keras_own.optimizer.iterations)


def test_two_inputs_of_different_types_and_two_outputs():
    def build():
        keras.utils.set_random_seed(2)
        picture, number = keras.Input((8, 8, 1), name="picture"), keras.Input((2,), name="number")
        seen = layers.Flatten()(layers.Conv2D(2, 3)(layers.Rescaling(1 / 255)(picture)))
        joined = layers.Concatenate()([seen, number])
        outputs = {"kind": layers.Dense(3, activation="softmax", name="kind")(joined)}
        outputs["size"] = layers.Dense(1, name="size")(joined)
        model = keras.Model({"picture": picture, "number": number}, outputs)
        model.compile("sgd", {"kind": "sparse_categorical_crossentropy", "size": "mse"}, metrics={"kind": ["acc"]})
        return model

    x, y = images(40)
    inputs = {"picture": x, "number": np.arange(2 * len(x)).reshape(-1, 2) % 5}
    targets = {"kind": y, "size": y[:, None] / 2}
    ours, keras_own = build(), build()
    found = fit(ours, inputs, targets, verbose=0, shuffle=False, validation_split=0.2).history
    wanted = keras_own.fit(inputs, targets, verbose=0, shuffle=False, validation_split=0.2).history
    assert found.keys() == wanted.keys()
    for name, values in wanted.items():
        assert found[name] == pytest.approx(values, rel=1e-4)


def test_a_model_can_be_trained_again_by_either():
    x, y = images(32)
    model = network()
    fit(model, x, y, verbose=0)
    model.fit(x, y, verbose=0)
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["sparse_categorical_accuracy"])
    assert fit(model, x, y, verbose=0).history.keys() == model.fit(x, y, verbose=0).history.keys()


def test_augmentation_layers_are_compiled_into_the_epoch():
    x, y = images(32)
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.RandomTranslation(0.1, 0.1),
            layers.RandomRotation(0.1),
            layers.RandomZoom(0.1),
            layers.Conv2D(2, 3),
            layers.SpatialDropout2D(0.3),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    assert np.isfinite(fit(model, x, y, verbose=0).history["loss"]).all()


def test_a_layer_without_a_lowering_is_named_and_the_model_trained_by_keras(capsys):
    class Doubling(layers.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, x):
            return 2 * x

    model = keras.Sequential([keras.Input((8, 8, 1)), Doubling(name="twice"), layers.Flatten(), layers.Dense(3)])
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    x, y = images(32)
    assert len(fit(model, x / 255, y, epochs=2, verbose=0).history["loss"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "'twice' (Doubling)" in said.err
