"""Networks that Keras saved, and Keras's table of one."""

from __future__ import annotations

from pathlib import Path

import keras

from convscope._errors import InputError

_WIDTH = 78
"""Characters a line; off a terminal Keras cuts its table at 80."""


def load_network(file: Path, *, compile: bool = True) -> keras.Model:  # noqa: A002 - Keras's name
    """Load a `.keras` file, with its optimizer if `compile`; code inside it does not run (Keras's safe mode).

    Raises:
        InputError: the file is not what Keras 3 saves.
    """
    if not file.is_file():
        raise InputError("a saved network must be a file", found="no file of that name", file=file)
    try:
        model = keras.saving.load_model(file, compile=compile)
    except Exception as error:  # Keras raises what its readers raise
        raise InputError(
            "the file must be a model saved by Keras 3",
            found=f"{type(error).__name__}: {error}",
            todo="save it with model.save('net.keras')",
            file=file,
        ) from error
    if not isinstance(model, keras.Model):
        raise InputError("the file must hold a Keras model", found=f"a {type(model).__name__}", file=file)
    return model


def summary_text(model: keras.Model) -> str:
    """Return Keras's table of the network, without colours."""
    lines: list[str] = []
    model.summary(print_fn=lines.append, line_length=_WIDTH)
    return "\n".join(lines).rstrip() + "\n"
