"""Optional packages: loaded when first needed, with one clear line when they are missing."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from typing import TYPE_CHECKING

from convscope._errors import InputError, MissingPartError

if TYPE_CHECKING:
    from types import ModuleType

_BACKENDS = {"jax": "jax", "tensorflow": "tensorflow", "torch": "torch"}


def installed(module: str) -> bool:
    """Tell whether `module` could be imported, without importing it."""
    try:
        return module in sys.modules or importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def install_hint(extra: str) -> str:
    """Return the command that brings an extra."""
    # pip takes the convscope that is installed, as it is where this is said: no index need have one.
    return f"pip install 'convscope[{extra}]', or '.[{extra}]' in a clone"


def require(module: str, *, extra: str, file: str | None = None) -> ModuleType:
    """Import `module`, or say which extra of convscope brings it.

    Args:
        module: a package or a part of one.
        extra: the extra that brings it.
        file: the file for which it is needed.

    Raises:
        MissingPartError: the package is not installed.
    """
    top = module.partition(".")[0]
    if not installed(top):
        raise MissingPartError(
            f"this needs the package {top}",
            found="it is not installed",
            todo=install_hint(extra),
            file=file,
        )
    if top == "keras":
        choose_backend()
    return importlib.import_module(module)


def prefer_backend() -> str:
    """Name the backend that Keras is to take: the user's choice, else JAX, else what is installed, else "".

    Keras takes TensorFlow when nobody has chosen and fails to import where that is missing, so this runs when
    convscope is imported. The user has chosen when `KERAS_BACKEND` is set or Keras is already imported.
    """
    if "keras" in sys.modules:
        return str(sys.modules["keras"].backend.backend())
    chosen = os.environ.get("KERAS_BACKEND")
    if not chosen:
        chosen = next((name for name, module in _BACKENDS.items() if installed(module)), "")
        if chosen:
            os.environ["KERAS_BACKEND"] = chosen
    return chosen


def choose_backend(purpose: str = "training") -> str:
    """Return the backend, as `prefer_backend` names it, when Keras can train on it.

    Args:
        purpose: what Keras is needed for, as the beginning of a sentence.

    Raises:
        MissingPartError: Keras or the backend is not installed.
        InputError: the user chose one that cannot train.
    """
    chosen = prefer_backend()
    if "keras" in sys.modules:
        return chosen
    if not chosen:
        raise MissingPartError(
            f"{purpose} needs Keras with a backend",
            found="neither jax, tensorflow nor torch is installed",
            todo=install_hint("train"),
        )
    if chosen not in _BACKENDS:
        raise InputError(
            f"KERAS_BACKEND must be one of {', '.join(_BACKENDS)}",
            found=repr(chosen),
            todo="unset it to use JAX",
        )
    if not installed(_BACKENDS[chosen]):
        raise MissingPartError(
            f"KERAS_BACKEND={chosen} needs the package {_BACKENDS[chosen]}",
            found="it is not installed",
            todo="install it, or unset KERAS_BACKEND to use JAX",
        )
    if not installed("keras"):
        raise MissingPartError(f"{purpose} needs Keras", found="it is not installed", todo=install_hint("train"))
    return chosen
