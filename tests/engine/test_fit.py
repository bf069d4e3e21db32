"""`fit` is Keras's fit: the same arguments, the same history, the same weights where nothing is drawn at random."""

from __future__ import annotations

import gc
import weakref

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


def test_keras_is_built_with_the_types_that_the_device_has(monkeypatch):
    built = keras.Model._symbolic_build
    seen = []

    def build(model, data_batch):
        seen.append(data_batch)
        built(model, data_batch=data_batch)

    monkeypatch.setattr(keras.Model, "_symbolic_build", build)
    x, y = images()
    fit(network(), x, y.astype(np.int64), verbose=0)
    assert [str(part.dtype) for part in seen[0][:2]] == ["uint8", "int32"]


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


def same_as_keras(build, x, y, **options):
    """Train two twins and compare their weights and histories."""
    ours, keras_own = build(), build()
    found = fit(ours, x, y, verbose=0, shuffle=False, **options).history
    wanted = keras_own.fit(x, y, verbose=0, shuffle=False, **options).history
    assert found.keys() == wanted.keys()
    for name, values in wanted.items():
        np.testing.assert_allclose(found[name], values, rtol=1e-4)
    assert weights_differ(ours, keras_own)[0] < 1e-4


def compiled(inputs, outputs, loss="sparse_categorical_crossentropy", **options):
    model = keras.Model(inputs, outputs)
    model.compile("sgd", loss, **options)
    return model


def seeded(build):
    def start():
        keras.utils.set_random_seed(4)
        return build()

    return start


def test_metrics_may_give_arrays(capsys):
    x, y = images()
    metrics = [keras.metrics.F1Score(average=None), keras.metrics.Precision(thresholds=[0.3, 0.5])]

    def build():
        return network(
            dropout=False,
            loss="categorical_crossentropy",
            metrics=[type(m).from_config(m.get_config()) for m in metrics],
        )

    same_as_keras(build, x, np.eye(3, dtype=np.float32)[y], epochs=2)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("far", [255.0, 10_000.0])
def test_batch_normalization_far_from_zero(far):
    x = np.random.default_rng(0).normal(far, 3, (40, 8, 8, 1)).astype(np.float32)
    y = images(40)[1]

    @seeded
    def build():
        inputs = keras.Input((8, 8, 1))
        h = layers.BatchNormalization()(layers.Conv2D(4, 3, padding="same", use_bias=False)(inputs))
        h = layers.BatchNormalization()(layers.Dense(5)(layers.Flatten()(layers.ReLU()(h))))
        return compiled(inputs, layers.Dense(3, activation="softmax")(h))

    ours, keras_own = build(), build()
    fit(ours, x, y, batch_size=20, epochs=2, verbose=0, shuffle=False)
    keras_own.fit(x, y, batch_size=20, epochs=2, verbose=0, shuffle=False)
    trained = [(a, b) for a, b in zip(ours.trainable_variables, keras_own.trainable_variables, strict=True)]
    assert max(float(np.abs(a.numpy() - b.numpy()).max()) for a, b in trained) < 2e-3


def test_a_residual_written_with_a_plus_sign_is_lowered(capsys):
    @seeded
    def build():
        inputs = keras.Input((8, 8, 1))
        h = layers.Conv2D(4, 3, padding="same")(inputs)
        g = layers.Conv2D(4, 3, padding="same", activation="relu")(h)
        return compiled(inputs, layers.Dense(3, activation="softmax")(layers.Flatten()((h + g) * (h - g))))

    x, y = images()
    same_as_keras(build, x / np.float32(255), y)
    assert capsys.readouterr().err == ""


def test_a_sequential_without_its_inputs_shape_is_built_and_lowered(capsys):
    @seeded
    def build():
        model = keras.Sequential([layers.Rescaling(1 / 255), layers.Conv2D(3, 3), layers.Flatten(), layers.Dense(3)])
        model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        return model

    same_as_keras(build, *images())
    assert capsys.readouterr().err == ""


def test_images_of_any_size_are_left_to_keras(capsys):
    @seeded
    def build():
        inputs = keras.Input((None, None, 1))
        h = layers.GlobalAveragePooling2D()(layers.Conv2D(3, 3)(inputs))
        return compiled(inputs, layers.Dense(3, activation="softmax")(h))

    x, y = images()
    same_as_keras(build, x / np.float32(255), y)
    assert "size that is not fixed" in capsys.readouterr().err


@pytest.mark.filterwarnings("ignore:The structure of `inputs`", "ignore:When providing `inputs` as a dict")
def test_a_dictionary_of_inputs_has_the_models_own_keys_and_may_have_more():
    @seeded
    def build():
        picture, number = keras.Input((8, 8, 1), name="pic"), keras.Input((2,), name="num")
        joined = layers.Concatenate()([layers.Flatten()(picture), number])
        return compiled({"b": picture, "a": number}, layers.Dense(3, activation="softmax")(joined))

    x, y = images()
    inputs = {"b": x / np.float32(255), "a": np.arange(2 * len(x)).reshape(-1, 2) % 5 / 5}
    same_as_keras(build, inputs, y)
    fit(build(), {**inputs, "more": y}, y, verbose=0)


def test_whole_numbers_are_pooled_and_targets_may_lack_a_last_axis_of_one():
    @seeded
    def build():
        inputs = keras.Input((8, 8, 1), dtype="uint8")
        h = layers.Rescaling(1 / 255)(layers.MaxPooling2D(2, padding="same")(inputs))
        return compiled(inputs, layers.Conv2D(1, 1)(h), "mse")

    x, _ = images()
    same_as_keras(build, x, x[:, ::2, ::2, 0] / np.float32(255))


def test_arguments_by_position_and_weights_of_no_class():
    x, y = images()
    history = fit(network(), x, y, 16, 2, 0, None, 0.2)
    assert len(history.epoch) == 2
    assert "val_loss" in history.history
    weighed = weigh(Data(x, np.array([0.0, 1.0, 2.0]), None), {2: 3.0, -1: 9.0})
    assert weighed.weights.tolist() == [1.0, 1.0, 3.0]
    assert weigh(Data(x, y, None), {}).weights is None


def test_a_trained_model_can_be_forgotten():
    model = network()
    fit(model, *images(), verbose=0)
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None
