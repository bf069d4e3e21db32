"""A wall that XLA's fusion does not cross.

XLA computes a cheap-looking expression anew for each of its users. Where that is dear (random bits, long sums) the
expression goes into a function of its own that XLA is told not to inline: its result is then written once.
`lax.optimization_barrier` does not help, for XLA:CPU removes it before it fuses.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import jax
from jax.experimental.xla_metadata import set_xla_metadata

P = ParamSpec("P")
R = TypeVar("R")


def fence(function: Callable[P, R]) -> Callable[P, R]:
    """Have `function`'s results computed once, whoever uses them; its arguments are arrays."""
    compiled = jax.jit(function)

    @wraps(function)
    def fenced(*args: P.args, **kwargs: P.kwargs) -> R:
        with set_xla_metadata(inlineable="false"):
            result: R = compiled(*args, **kwargs)
        return result

    return fenced
