"""What the export's tests share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import pytest
from tests.export.inputs import SCALING

from convscope import export, glass


@pytest.fixture
def open_glass() -> Callable[..., glass.GlassModel]:
    """Export a Keras model and open it."""

    def open_glass(model: keras.Model, classes: int = 3, **arguments: Any) -> glass.GlassModel:
        names = [f"class {index}" for index in range(classes)]
        data = export.to_glass(model, scaling=SCALING, class_names=names, **arguments)
        return glass.GlassModel(data, threads=1)

    return open_glass
