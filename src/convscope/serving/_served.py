"""What is served: one network, by its name, and the reader that asks it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from convscope import glass, pretrained, runs
from convscope._errors import InputError
from convscope.glass import GlassModel
from convscope.reading import Form, Reader
from convscope.serving._settings import name_from

if TYPE_CHECKING:
    from convscope.serving._settings import Settings

_DIGITS = tuple("0123456789")


@dataclass(frozen=True)
class Served:
    """A network ready to answer; safe in threads.

    Args:
        name: what the model protocols call it.
        model: the network.
        reader: reads pages of digits with it; None when it cannot.
        no_reader: why not.
        form: how a picture of one thing is prepared for it.
    """

    name: str
    model: GlassModel
    reader: Reader | None
    no_reader: str
    form: Form


def load_served(settings: Settings) -> Served:
    """Open the network.

    Raises:
        InputError: it is missing, no glass model, or gives no probabilities.
    """
    path = pretrained.path() if settings.model is None else Path(settings.model)
    # A thread a request: the network is small, and the requests are many.
    model = GlassModel(path, threads=1)
    reader: Reader | None = None
    no_reader = ""
    try:
        Reader(model)
    except InputError as error:  # it names other things than digits, which /predict can do too
        no_reader = str(error)
    else:
        reader = Reader(model, min_confidence=settings.min_confidence)
    model.predict(np.zeros((1, *model.info.shape), np.uint8))  # a network that gives none is refused now
    return Served(settings.name or _name(path), model, reader, no_reader, _form(path, model))


def _name(path: Path) -> str:
    """Return a run folder's name, and a file's without its suffix, fit for an address."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - "." has no name, and links keep theirs
    return name_from(
        whole.name if whole.is_dir() else whole.parent.name if whole.name == glass.FILE_NAME else whole.stem
    )


def _form(path: Path, model: GlassModel) -> Form:
    """Return how pictures are prepared: as MNIST's digits were for a network that learned them, else only resized."""
    if runs.is_run(path):
        return "digit" if runs.load_run(path).config["data"]["name"] == "mnist" else "plain"
    return "digit" if model.info.class_names == _DIGITS and model.info.shape[2] == 1 else "plain"
