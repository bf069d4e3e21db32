"""Saves a figure, whole or not at all, the same bytes for the same figure."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from convscope._errors import InputError
from convscope._files import write_bytes
from convscope.evaluation.figures._style import look

if TYPE_CHECKING:
    import os

    from matplotlib.figure import Figure

# What would differ from one call or version to the next is left out.
_METADATA: dict[str, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None},
}


def figure_bytes(figure: Figure, form: str = "png") -> bytes:
    """Give the figure as a file of `form`: png, svg or pdf.

    Raises:
        InputError: another form.
    """
    if form not in _METADATA:
        raise InputError("a figure is saved as .png, .svg or .pdf", found=f".{form}", todo="choose one of the three")
    memory = io.BytesIO()
    with look():
        figure.savefig(memory, format=form, metadata=_METADATA[form])
    return memory.getvalue()


def save_figure(figure: Figure, path: str | os.PathLike[str]) -> None:
    """Write the figure to `path`; its ending says the form: .png, .svg or .pdf.

    Raises:
        InputError: another ending.
        JobError: the file could not be written; what was there before is intact.
    """
    write_bytes(path, figure_bytes(figure, Path(path).suffix.lower().removeprefix(".")))
