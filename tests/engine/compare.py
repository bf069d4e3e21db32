"""Run a model's forward pass and gradient, once by Keras and once by a plan of the engine, in one quick compilation."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from convscope.engine._graph import graph_of
from convscope.engine._lowered import lowered
from convscope.engine._plan import Plan, plan

QUICK = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}
"""Half the compilation's time; the arithmetic is the same."""


def plans_of(model: Any) -> list[Plan]:
    """Give a plan for every form that some layer has."""
    graph = graph_of(model)
    found = {tuple(form.name for form in made.forms): made for made in [plan(graph, name) for name in FORMS]}
    return [made for names, made in found.items() if set(names) != {"keras"}]


FORMS = ("batch last", "xla", "xla, pool", "patches", "patches, pool", "phases", "shifts", "winograd")


def outcomes(model: Any, x: np.ndarray, plans: list[Plan], *, training: bool) -> list[tuple[Any, Any, Any]]:
    """Give (output, gradients, other weights) by Keras, then by each plan.

    The gradients are those of a weighted sum of the outputs, for every trained weight and for the input.
    """
    trained = [variable.value for variable in model.trainable_variables]
    others = [variable.value for variable in model.non_trainable_variables]

    def total(trained: Any, x: Any) -> Any:
        y, after = model.stateless_call(trained, others, x, training=training)
        weights = jnp.cos(jnp.arange(y.size, dtype=jnp.float32) * 0.7).reshape(y.shape)
        return jnp.sum(y * weights), (y, after)

    def all_ways(trained: Any, x: Any) -> Any:
        ways = []
        for made in (None, *plans):
            gradient = jax.grad(total, argnums=(0, 1), has_aux=True)
            if made is None:
                ways.append(gradient(trained, x))
            else:
                with lowered(model, made):
                    ways.append(gradient(trained, x))
        return [(y, gradients, after) for gradients, (y, after) in ways]

    results: list[tuple[Any, Any, Any]] = (
        jax.jit(all_ways).lower(trained, x).compile(compiler_options=QUICK)(trained, x)
    )
    return results


def difference(found: Any, wanted: Any) -> float:
    """Give the largest difference between two trees of arrays, relative to the largest number in the second."""
    pairs = list(zip(jax.tree.leaves(found), jax.tree.leaves(wanted), strict=True))
    scale = max((float(np.max(np.abs(want))) for _, want in pairs if want.size), default=0.0)
    worst = max(
        (float(np.max(np.abs(np.asarray(find, float) - want))) for find, want in pairs if want.size), default=0.0
    )
    return worst / (scale + 1e-12)
