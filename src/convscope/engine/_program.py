"""The compiled programs: an epoch of training, one step of it, and an evaluation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import jax
import numpy as np

from convscope.engine._lowered import lowered
from convscope.engine._plan import Plan

State: TypeAlias = tuple[list[Any], list[Any], list[Any], list[Any]]
"""Trainable and other weights, the optimizer's variables, the metrics' variables: what a step changes."""


def read_state(model: Any) -> State:
    """Take the state out of the model."""
    trained, others, optimizer, metrics = ([variable.value for variable in part] for part in _variables(model))
    return trained, others, optimizer, metrics


def write_state(model: Any, state: State) -> None:
    """Put the state back into the model."""
    for variables, values in zip(_variables(model), state, strict=True):
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)


def _variables(model: Any) -> tuple[list[Any], ...]:
    return (
        model.trainable_variables,
        model.non_trainable_variables,
        model.optimizer.variables,
        model.metrics_variables,
    )


@dataclass(frozen=True)
class Programs:
    """What is compiled for a model and a batch size; each is compiled when it is first called.

    Args:
        epoch: from state, data (x, y, weights) and the order of the rows to the next state.
        step: from state and one batch to the metrics so far and the next state.
        evaluate: from state and data to the state with the metrics filled.
    """

    epoch: Callable[..., State]
    step: Callable[..., tuple[Any, State]]
    evaluate: Callable[..., State]


def compile_programs(model: Any, plan: Plan, batch_size: int) -> Programs:
    """Make the programs; nothing is compiled yet."""

    def step(state: State, batch: Any) -> tuple[Any, State]:
        with lowered(model, plan):
            logs, state = model.train_step(state, batch)
        return logs, state

    def test(state: State, batch: Any) -> State:
        with lowered(model, plan):
            _, (trained, others, metrics) = model.test_step((state[0], state[1], state[3]), batch)
        return trained, others, state[2], metrics

    def epoch(state: State, data: Any, order: Any) -> State:
        def step_on(state: State, rows: Any) -> State:
            return step(state, jax.tree.map(lambda array: array.at[rows].get(mode="promise_in_bounds"), data))[1]

        # A step fetches its own rows: one gather of them all first fills, and reads, twice the data's memory.
        return _over_batches(step_on, state, order, batch_size)

    def evaluate(state: State, data: Any) -> State:
        return _over_batches(test, state, data, batch_size)

    options = compiler_options()
    return Programs(*(jax.jit(function, compiler_options=options) for function in (epoch, step, evaluate)))


def compiler_options() -> dict[str, Any]:
    """Spare the CPU a copy of every weight a step: without this analysis XLA fears to update them in place."""
    return {"xla_cpu_copy_insertion_use_region_analysis": True} if jax.default_backend() == "cpu" else {}


def _over_batches(step: Callable[[State, Any], State], state: State, data: Any, batch_size: int) -> State:
    """Run `step` on each batch in turn; the last one may be smaller, and is then a step of its own."""
    count = len(jax.tree.leaves(data)[0])
    whole = count // batch_size

    def batches(array: Any) -> Any:
        return array[: whole * batch_size].reshape(whole, batch_size, *array.shape[1:])

    if whole:
        state, _ = jax.lax.scan(lambda s, batch: (step(s, batch), None), state, jax.tree.map(batches, data))
    if whole * batch_size < count:
        state = step(state, jax.tree.map(lambda array: array[whole * batch_size :], data))
    return state


def row_order(count: int, seed: int, epoch: int, *, shuffle: bool) -> np.ndarray:
    """Give the rows' order in an epoch: the same whenever `seed` and `epoch` are, so that a resumed run repeats it."""
    order = np.arange(count, dtype=np.int32)
    if shuffle:
        np.random.default_rng([seed, epoch]).shuffle(order)
    return order


def seed_generators(model: Any, seed: int, epoch: int) -> None:
    """Let all that the model draws in an epoch (dropout, augmentation) depend on `seed` and `epoch` only."""
    states = [variable for variable in model.non_trainable_variables if variable.name == "seed_generator_state"]
    for number, state in enumerate(states):
        drawn = np.random.SeedSequence([seed, epoch, number]).generate_state(2)
        state.assign(drawn.astype(state.dtype))
