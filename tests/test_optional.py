"""Optional packages, and Keras's backend."""

from __future__ import annotations

import os
import subprocess
import sys
import types

import pytest

from convscope import _api, _optional
from convscope._errors import InputError, MissingPartError


@pytest.fixture
def packages(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Give the set of packages that count as installed; Keras is not imported yet and nobody has chosen."""
    there: set[str] = set()
    monkeypatch.setattr(_optional, "installed", there.__contains__)
    monkeypatch.delitem(sys.modules, "keras", raising=False)
    monkeypatch.setenv("KERAS_BACKEND", "")  # so that what the code sets is taken back
    monkeypatch.delenv("KERAS_BACKEND")
    return there


@pytest.mark.parametrize(
    ("there", "chosen"),
    [
        ({"jax", "tensorflow", "torch"}, "jax"),
        ({"tensorflow", "torch"}, "tensorflow"),
        ({"torch"}, "torch"),
    ],
)
def test_jax_goes_first_then_what_is_there(there, chosen, packages):
    packages |= there | {"keras"}
    assert _optional.choose_backend() == chosen
    assert os.environ["KERAS_BACKEND"] == chosen


@pytest.mark.parametrize("wanted", ["tensorflow", "torch", "jax"])
def test_the_users_choice_holds(wanted, packages, monkeypatch):
    packages |= {"keras", "jax", "tensorflow", "torch"}
    monkeypatch.setenv("KERAS_BACKEND", wanted)
    assert _optional.choose_backend() == wanted
    assert os.environ["KERAS_BACKEND"] == wanted


def test_a_choice_that_is_not_installed(packages, monkeypatch):
    packages |= {"keras", "jax"}
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    with pytest.raises(
        MissingPartError, match="KERAS_BACKEND=torch needs the package torch; found it is not installed"
    ):
        _optional.choose_backend()


@pytest.mark.parametrize("wanted", ["numpy", "openvino", "jaxx"])
def test_a_choice_that_cannot_train(wanted, packages, monkeypatch):
    packages |= {"keras", "jax"}
    monkeypatch.setenv("KERAS_BACKEND", wanted)
    with pytest.raises(InputError, match=f"must be one of jax, tensorflow, torch; found '{wanted}'"):
        _optional.choose_backend()


def test_nothing_to_train_with(packages):
    with pytest.raises(MissingPartError, match="neither jax, tensorflow nor torch is installed; pip"):
        _optional.choose_backend()
    packages |= {"jax"}
    with pytest.raises(MissingPartError, match="training needs Keras; found it is not installed"):
        _optional.choose_backend()


def test_what_was_asked_for_is_said_to_need_keras(packages, tmp_path):
    with pytest.raises(MissingPartError, match=r"^a network's summary needs Keras with a backend; "):
        _api.summarize("tutorial")
    packages |= {"jax"}
    with pytest.raises(MissingPartError, match=r"^a network's summary needs Keras; found it is not installed; pip"):
        _api.summarize("tutorial")
    with pytest.raises(MissingPartError, match=r"^the export of a \.keras file needs Keras; found it is not installed"):
        _api.export("model.keras", tmp_path / "net.onnx")


def test_a_keras_that_is_imported_has_its_backend(packages, monkeypatch):
    keras = types.SimpleNamespace(backend=types.SimpleNamespace(backend=lambda: "tensorflow"))
    monkeypatch.setitem(sys.modules, "keras", keras)
    assert _optional.choose_backend() == "tensorflow"
    assert "KERAS_BACKEND" not in os.environ


def test_keras_can_be_imported_after_convscope():
    environment = {name: value for name, value in os.environ.items() if name != "KERAS_BACKEND"}
    code = "import convscope, sys; assert 'keras' not in sys.modules; import keras; print(keras.backend.backend())"
    done = subprocess.run([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout == "jax\n"


def test_a_missing_package_names_its_extra():
    with pytest.raises(MissingPartError) as caught:
        _optional.require("nobody_has_this.part", extra="tensorboard")
    assert str(caught.value) == (
        "this needs the package nobody_has_this; found it is not installed; "
        "pip install 'convscope[tensorboard]', or '.[tensorboard]' in a clone"
    )


def test_a_package_that_is_there():
    assert _optional.require("json", extra="train").__name__ == "json"
    assert not _optional.installed("")
