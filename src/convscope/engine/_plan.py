"""Which form computes each layer: the cheapest way through the network, exchanges of layout included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import jax

from convscope.engine import _costs
from convscope.engine._form import Form
from convscope.engine._graph import Graph, Step
from convscope.engine._value import Value
from convscope.engine.lowerings import LOWERINGS, lower_conv_pool


@dataclass(frozen=True)
class Plan:
    """A network with the form of every step chosen.

    Args:
        graph: the steps.
        forms: one for each step.
    """

    graph: Graph
    forms: tuple[Form, ...]

    def run(self, inputs: Sequence[Value], *, training: bool) -> list[Value]:
        """Send a batch through the network; call it inside Keras's `StatelessScope`."""
        values = dict(zip(self.graph.inputs, inputs, strict=True))
        for step, form in zip(self.graph.steps, self.forms, strict=True):
            values[step.output] = form.run([values[number] for number in step.inputs], training=training)
        return [values[number] for number in self.graph.outputs]


def forms_of(step: Step) -> list[Form]:
    """List the ways to compute a step, Keras's own first."""
    if len(step.site.layers) > 1:
        return lower_conv_pool(step.site)
    return LOWERINGS[type(step.site.layer)](step.site)


def plan(graph: Graph, prefer: str | None = None) -> Plan:
    """Choose the forms.

    Args:
        graph: the steps.
        prefer: take this form wherever a step has it, whatever it costs: a form's name, or "batch last" for the
            last form of each. By default the cost model decides; on an accelerator Keras's own forms are taken,
            for there XLA's kernels are good.
    """
    if prefer is None and jax.default_backend() != "cpu":
        prefer = "keras"
    choices = [_admitted(forms_of(step), prefer) for step in graph.steps]
    return Plan(graph, _cheapest(graph, choices))


def _admitted(forms: list[Form], prefer: str | None) -> list[Form]:
    if prefer == "batch last":
        return forms[-1:]
    return [form for form in forms if form.name == prefer] or forms


def _cheapest(graph: Graph, choices: list[list[Form]]) -> tuple[Form, ...]:
    """Find the least total cost for each tensor in each layout, then follow the choices back from the outputs.

    Exact for networks that are chains; where a tensor has several takers the later choice stands.
    """
    best: dict[int, dict[bool, float]] = {number: {False: 0.0} for number in graph.inputs}
    picked: dict[tuple[int, bool], Form] = {}
    for step, forms in zip(graph.steps, choices, strict=True):
        best[step.output] = {}
        for form in forms:
            total = form.cost + sum(
                _reach(best, graph, number, batch_last=form.batch_last)[0] for number in step.inputs
            )
            if total < best[step.output].get(form.gives_batch_last, float("inf")):
                best[step.output][form.gives_batch_last] = total
                picked[step.output, form.gives_batch_last] = form
    wanted = {number: _reach(best, graph, number, batch_last=False)[1] for number in graph.outputs}
    chosen: list[Form] = []
    for step in reversed(graph.steps):
        form = picked[step.output, wanted[step.output]]
        chosen.append(form)
        wanted.update({number: _reach(best, graph, number, batch_last=form.batch_last)[1] for number in step.inputs})
    return tuple(reversed(chosen))


def _reach(best: dict[int, dict[bool, float]], graph: Graph, number: int, *, batch_last: bool) -> tuple[float, bool]:
    """Say what tensor `number` costs in a layout, and the layout it is then made in."""
    exchange = _costs.exchange(graph.shapes[number])
    return min((cost + (exchange if made != batch_last else 0.0), made) for made, cost in best[number].items())
