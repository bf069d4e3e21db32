"""The network that a reader asks: a run's, a file's, or the shipped one; and only if it is one of digits."""

from __future__ import annotations

import os
from pathlib import Path

from convscope import pretrained
from convscope._errors import InputError, times
from convscope.glass import GlassModel

_LEAST, _MOST = 8, 256


def open_network(model: GlassModel | str | os.PathLike[str] | None) -> GlassModel:
    """Open a network of digits.

    Args:
        model: a run's folder, an ONNX file of convscope, an open `GlassModel`; None for the shipped network.

    Raises:
        InputError: it is missing, no glass model, or one of other things than digits.
    """
    if isinstance(model, GlassModel):
        network, name = model, None
    else:
        path = pretrained.path() if model is None else Path(model)
        network, name = GlassModel(path), str(path)
    info = network.info
    if not all(len(word) == 1 and word in "0123456789" for word in info.class_names):
        raise InputError(
            "reading needs a network of digits, with classes 0 to 9",
            found=f"the classes {', '.join(info.class_names)}",
            todo="give a run that was trained on mnist",
            file=name,
        )
    if not _LEAST <= min(info.shape[:2]) <= max(info.shape[:2]) <= _MOST:
        raise InputError(
            f"reading needs a network for images of {_LEAST} to {_MOST} pixels a side",
            found=times(info.shape),
            todo="give a run that was trained on mnist",
            file=name,
        )
    return network
