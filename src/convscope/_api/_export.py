"""A network as one ONNX file, wherever it comes from."""

from __future__ import annotations

import os
from pathlib import Path

from convscope import _files
from convscope._api._run import Run
from convscope._errors import InputError
from convscope._optional import choose_backend


def export(
    source: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    scaling: str | None = None,
    overwrite: bool = False,
) -> Path:
    """Write the glass model of a run, or of a `.keras` file, to `out` and return its path.

    Args:
        source: a run's folder, or a file that Keras saved.
        out: the ONNX file.
        scaling: what a `.keras` file's network is fed with: a name of `datasets.SCALINGS`.
        overwrite: replace the file that is there.

    Raises:
        InputError: the source is neither, a layer has no rule, or `out` exists.
        MissingPartError: a `.keras` file, and Keras or its backend is not installed.
    """
    target = _files.check_new(out, overwrite=overwrite)
    file = Path(source)
    if file.suffix.lower() != ".keras":
        if scaling is not None:
            raise InputError("a run knows its own scaling", found=f"--scaling {scaling}", todo="leave it out")
        _files.write_bytes(target, Run(file).glass_bytes())
        return target
    choose_backend("the export of a .keras file")
    from convscope import export as exporting
    from convscope.datasets import SCALINGS
    from convscope.recipes import check_name, load_network

    if scaling is None:
        raise InputError(
            "a .keras file does not say how its input is scaled",
            found="no --scaling",
            todo=f"give one of {', '.join(SCALINGS)}",
            file=file,
        )
    check_name("a scaling", scaling, list(SCALINGS))
    model = load_network(file)
    names = [str(index) for index in range(max(2, model.output_shape[-1]))]
    exporting.write_glass(model, target, scaling=SCALINGS[scaling], class_names=names, recipe=file.stem)
    return target
