"""The calls of layers that Keras recorded when a model was built, in the order in which they compute."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any


def calls_between(known: Collection[int], outputs: Sequence[Any]) -> list[Any]:
    """List Keras's nodes that lead to `outputs`, each after those it needs.

    Args:
        known: the `id` of each symbolic tensor that is given; what lies behind it is not listed.
        outputs: symbolic tensors.
    """
    order: list[Any] = []
    done: set[int] = set()
    waiting = [_maker(symbol) for symbol in outputs if id(symbol) not in known]
    while waiting:
        node = waiting[-1]
        makers = [_maker(symbol) for symbol in node.input_tensors if id(symbol) not in known]
        missing = [maker for maker in makers if id(maker) not in done]
        if missing:
            waiting.extend(missing)
            continue
        waiting.pop()
        if id(node) not in done:
            done.add(id(node))
            order.append(node)
    return order


def _maker(symbol: Any) -> Any:
    """Give the call that made `symbol`."""
    history = symbol._keras_history  # noqa: SLF001  Keras has no public name for it; its own exporters read it too
    return history.operation._inbound_nodes[history.node_index]  # noqa: SLF001
