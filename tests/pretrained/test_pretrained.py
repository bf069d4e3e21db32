"""The shipped networks are the ones on their card, and as good as it says."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from convscope import datasets, pretrained
from convscope._errors import InputError
from convscope.glass import GlassModel
from convscope.pretrained._settings import FILE, change_settings

CARD = Path(pretrained.__file__).with_name("README.md").read_text(encoding="utf-8")
DIGITS = tuple("0123456789")


@pytest.mark.parametrize("name", pretrained.NAMES)
def test_the_card_names_the_file(name):
    digest = hashlib.sha256(pretrained.path(name).read_bytes()).hexdigest()
    assert digest in CARD, f"{name}.onnx has changed: write {digest} and its new figures into the card"


@pytest.mark.parametrize(("name", "classes"), [("digits", DIGITS), ("judge", (*DIGITS, "other"))])
def test_what_the_files_say_about_themselves(name, classes):
    info = GlassModel(pretrained.path(name)).info
    assert info.class_names == classes
    assert info.shape == (28, 28, 1)
    assert info.recipe == "reader"
    assert info.figures


def test_together_they_are_small():
    assert sum(pretrained.path(name).stat().st_size for name in pretrained.NAMES) < 5_000_000
    assert pretrained.path().stat().st_size < 2_000_000


def test_mnists_test_part():
    mnist = datasets.load("mnist")
    shares = GlassModel(pretrained.path()).predict(np.asarray(mnist.x_test))
    assert (shares.argmax(axis=1) == mnist.y_test).mean() >= 0.99


def test_an_unknown_name():
    with pytest.raises(InputError, match="choose one of digits, judge"):
        pretrained.path("letters")


def test_settings_are_written_whole_and_as_they_were(tmp_path, monkeypatch):
    kept = FILE.read_bytes()
    file = tmp_path / "reader.json"
    file.write_bytes(kept)
    monkeypatch.setattr("convscope.pretrained._settings.FILE", file)
    change_settings(slope=2.5)
    assert file.read_text("utf-8") == kept.decode().replace(f'"slope": {pretrained.SETTINGS.slope}', '"slope": 2.5')
    change_settings(slope=pretrained.SETTINGS.slope)
    assert file.read_bytes() == kept
    with pytest.raises(TypeError, match="unknown"):
        change_settings(unknown=1.0)
    assert file.read_bytes() == kept
