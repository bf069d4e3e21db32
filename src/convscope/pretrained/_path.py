"""Where a shipped network's file is."""

from __future__ import annotations

from pathlib import Path

from convscope._errors import InputError

NAMES = ("digits", "judge")
"""`digits` reads handwritten digits, 0 to 9; `judge` tells them from other ink: the same and an eleventh class."""


def path(name: str = "digits") -> Path:
    """Return the ONNX file of a shipped network; `convscope.glass.GlassModel` opens it.

    Args:
        name: one of `NAMES`.

    Raises:
        InputError: there is no such network, or its file is missing.

    Example:
        >>> path().name
        'digits.onnx'
    """
    if name not in NAMES:
        raise InputError("a shipped network must be known", found=repr(name), todo=f"choose one of {', '.join(NAMES)}")
    file = Path(__file__).with_name(f"{name}.onnx")
    if not file.is_file():
        raise InputError(
            "the shipped networks must lie beside the package", found="no such file", todo="install it anew", file=file
        )
    return file
