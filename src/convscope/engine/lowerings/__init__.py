"""One file a layer type, named as in `export/rules`: `LOWERINGS` finds a layer's lowering by its exact class.

A subclass may compute something else, so it never inherits a lowering. A new lowering is a function
`(site) -> forms` in one of these files and some cases in `tests/layer_cases.py`.
"""

from __future__ import annotations

from typing import Any

from convscope.engine._form import Lowering
from convscope.engine.lowerings import (
    _as_keras,
    _average_pool,
    _conv,
    _dense,
    _dropout,
    _elementwise,
    _global_pool,
    _max_pool,
    _merge,
    _normalization,
    _rescaling,
    _shape,
)
from convscope.engine.lowerings._conv_pool import lower_conv_pool, pairs

LOWERINGS: dict[type[Any], Lowering] = {
    **_as_keras.LOWERINGS,
    **_average_pool.LOWERINGS,
    **_conv.LOWERINGS,
    **_dense.LOWERINGS,
    **_dropout.LOWERINGS,
    **_elementwise.LOWERINGS,
    **_global_pool.LOWERINGS,
    **_max_pool.LOWERINGS,
    **_merge.LOWERINGS,
    **_normalization.LOWERINGS,
    **_rescaling.LOWERINGS,
    **_shape.LOWERINGS,
}

__all__ = ["LOWERINGS", "lower_conv_pool", "pairs"]
