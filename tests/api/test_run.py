"""Training and using a run from Python."""

from __future__ import annotations

import dataclasses

import keras
import numpy as np
import pytest

import convscope
from convscope.datasets import SCALINGS, limited


@pytest.fixture(scope="module")
def mnist() -> convscope.Dataset:
    return convscope.load("mnist")


def test_the_glass_model_says_what_the_keras_model_says(finished_run, mnist):
    run = convscope.Run(finished_run)
    images = mnist.x_test[:300]
    expected = run.model.predict(SCALINGS["tutorial"].apply(images), verbose=0)
    assert np.abs(run.predict(images) - expected).max() < 1e-5
    assert run.predict(images[0]).shape == (1, 10)
    assert run.predict(images[..., 0]).shape == (300, 10)


def test_what_a_run_tells(finished_run):
    run = convscope.Run(finished_run)
    assert set(run.history) == {"loss", "acc", "val_loss", "val_acc"}
    assert run.metrics["parameters"] == run.model.count_params() == 970
    assert run.class_names == tuple("0123456789")
    assert run.config["data"]["shape"] == [28, 28, 1]
    assert run.config["command"].startswith("convscope train --model ")
    assert run.config["command"].endswith(" --limit 200 --seed 0 --epochs 2")
    assert run.evaluate().accuracy == run.metrics["test_accuracy"]


def test_the_next_free_folder(tmp_path, monkeypatch, tiny_network):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs" / "tiny-9").mkdir(parents=True)
    run = convscope.train(model=tiny_network, limit=50, epochs=1, quiet=True)
    assert str(run.path) == "runs/tiny-10"


def test_a_run_that_is_there_is_told_of_in_words_of_python_too(finished_run):
    with pytest.raises(convscope.InputError) as caught:
        convscope.train(limit=10, epochs=1, out=finished_run, quiet=True)
    assert str(caught.value).endswith(
        "; choose another --out (out=), give --overwrite (overwrite=True), or go on with --resume (convscope.resume)"
    )


def test_data_of_ones_own_and_callbacks(tmp_path, mnist, tiny_network):
    few = dataclasses.replace(limited(mnist, 100), x_test=mnist.x_test[:20], y_test=mnist.y_test[:20])

    class Stop(keras.callbacks.Callback):  # type: ignore[misc]  # Keras gives no types
        def on_epoch_end(self, epoch: int, logs: object = None) -> None:
            self.model.stop_training = epoch == 1

    run = convscope.train(model=tiny_network, data=few, epochs=9, out=tmp_path / "run", quiet=True, callbacks=[Stop()])
    assert len(run.history["loss"]) == 2
    assert run.metrics["test_images"] == 20


def test_a_metric_may_have_no_value(tmp_path, mnist, tiny_network):
    class Nothing(keras.callbacks.Callback):  # type: ignore[misc]  # Keras gives no types
        def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
            if logs is not None:
                logs["precision"] = float("nan") if epoch else 0.5

    few = dataclasses.replace(limited(mnist, 50), x_test=mnist.x_test[:20], y_test=mnist.y_test[:20])
    out = tmp_path / "run"
    run = convscope.train(model=tiny_network, data=few, epochs=2, out=out, quiet=True, callbacks=[Nothing()])
    assert run.metrics["last_epoch"]["precision"] is None
    first, second = run.history["precision"]
    assert (first, np.isnan(second)) == (0.5, True)


def test_a_run_of_data_that_no_name_leads_to(tmp_path, mnist, tiny_network):
    mine = dataclasses.replace(limited(mnist, 50), source="mine")
    run = convscope.train(model=tiny_network, data=mine, epochs=1, out=tmp_path / "run", quiet=True)
    with pytest.raises(
        convscope.InputError, match="the run run was trained on must exist; found nothing there; bring it back"
    ):
        run.evaluate()
    assert run.evaluate(mine).accuracy == run.metrics["test_accuracy"]
    assert len(convscope.resume(run.path, data=mine, epochs=2).history["loss"]) == 2
    with pytest.raises(convscope.InputError, match="a run goes on with the data it began with"):
        convscope.resume(run.path, data=limited(mnist, 40), epochs=3)


def test_a_dataset_is_resized_as_a_path_is(tmp_path, mnist, tiny_network):
    few = limited(mnist, 100)
    run = convscope.train(model=tiny_network, data=few, resize=(14, 12), epochs=1, out=tmp_path / "run", quiet=True)
    assert run.config["data"]["shape"] == [14, 12, 1]
    assert run.predict(np.zeros((14, 12), np.uint8)).shape == (1, 10)


def test_a_callbacks_own_error_is_not_hidden(tmp_path, tiny_network):
    def fail(epoch: int, logs: object) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        convscope.train(
            model=tiny_network,
            limit=50,
            epochs=1,
            out=tmp_path / "run",
            quiet=True,
            callbacks=[keras.callbacks.LambdaCallback(on_epoch_begin=fail)],
        )
    assert not (tmp_path / "run").exists()


def test_more_epochs_go_on_where_the_run_ended(tiny_run, tmp_path, tiny_network):
    longer = convscope.resume(tiny_run, epochs=4)
    assert len(longer.history["loss"]) == 4
    assert longer.metrics["epochs"] == 4
    assert longer.config["settings"]["choices"]["epochs"] == 4
    straight = convscope.train(model=tiny_network, limit=200, epochs=4, out=tmp_path / "four", quiet=True)
    assert longer.history == straight.history


def test_a_name_that_is_no_choice(tmp_path):
    with pytest.raises(convscope.InputError, match="did you mean epochs"):
        convscope.train("tutorial", epoch=3, out=tmp_path / "run")


def test_the_public_names():
    assert set(convscope.__all__) <= set(dir(convscope))
    for name in convscope.__all__:
        assert getattr(convscope, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = convscope.nothing
