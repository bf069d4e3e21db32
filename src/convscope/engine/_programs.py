"""The compiled programs are kept with the model, so that a second `fit` does not compile again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from convscope.engine._plan import Plan
from convscope.engine._program import Programs, compile_programs

_NAME = "_convscope_programs"


@dataclass
class _Kept:
    token: Any
    programs: dict[Any, Programs]


def programs_for(model: Any, plan: Plan, batch_size: int) -> Programs:
    """Give the programs of a model for a batch size, compiled before if they still hold."""
    # compile() throws this function away, and with it the losses, metrics and optimizer that ours were traced with.
    model.make_train_function()
    kept = getattr(model, _NAME, None)
    if kept is None or kept.token is not model.train_function:
        kept = _Kept(model.train_function, {})
        # On the model, for the programs refer to it: a table elsewhere would keep it for ever. Past Keras's own
        # __setattr__, which tracks what a layer holds.
        object.__setattr__(model, _NAME, kept)
    key = (batch_size, tuple(form.name for form in plan.forms), tuple(id(v) for v in model.trainable_variables))
    if key not in kept.programs:
        kept.programs[key] = compile_programs(model, plan, batch_size)
    return kept.programs[key]
