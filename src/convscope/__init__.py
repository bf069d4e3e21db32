"""convscope: the tutorial's convolutional network as software to run, see and use.

>>> import convscope
>>> (x_train, y_train), (x_test, y_test) = convscope.load_data("mnist")
>>> x_train.shape
(60000, 28, 28)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from convscope import _optional

if TYPE_CHECKING:
    from convscope._api import Run, resume, train
    from convscope._errors import ConvscopeError, InputError, JobError, MissingPartError
    from convscope.datasets import Dataset, load, load_data
    from convscope.engine import fit
    from convscope.reading import Reader, diagnose

_optional.prefer_backend()

__version__ = "0.1.0"

__all__ = [
    "ConvscopeError",
    "Dataset",
    "InputError",
    "JobError",
    "MissingPartError",
    "Reader",
    "Run",
    "__version__",
    "diagnose",
    "fit",
    "load",
    "load_data",
    "resume",
    "train",
]

_HOMES = {
    "ConvscopeError": "_errors",
    "Dataset": "datasets",
    "InputError": "_errors",
    "JobError": "_errors",
    "MissingPartError": "_errors",
    "Reader": "reading",
    "Run": "_api",
    "diagnose": "reading",
    "fit": "engine",
    "load": "datasets",
    "load_data": "datasets",
    "resume": "_api",
    "train": "_api",
}


def __getattr__(name: str) -> Any:
    """Import a public name's room when the name is first used, so that `import convscope` is cheap."""
    if name not in _HOMES:
        raise AttributeError(f"module 'convscope' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"convscope.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
