"""One file a layer type, named as in `engine/lowerings`: `RULES` finds a layer's rule by its exact class.

A subclass may compute something else, so it never inherits a rule. A new rule is a function
`(site, inputs) -> Tensor` in one of these files and some cases in `tests/layer_cases.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from convscope.export.rules import (
    _activation,
    _conv,
    _dense,
    _global_pool,
    _identity,
    _merge,
    _normalization,
    _pool,
    _rescaling,
    _shape,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from convscope.export._site import Site
    from convscope.export._tensor import Tensor

Rule: TypeAlias = "Callable[[Site, Sequence[Tensor]], Tensor]"

RULES: dict[type[Any], Rule] = {
    **_activation.RULES,
    **_conv.RULES,
    **_dense.RULES,
    **_global_pool.RULES,
    **_identity.RULES,
    **_merge.RULES,
    **_normalization.RULES,
    **_pool.RULES,
    **_rescaling.RULES,
    **_shape.RULES,
}

__all__ = ["RULES", "Rule"]
