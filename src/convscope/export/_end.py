"""The end of the network: what it gives becomes logits and probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convscope._errors import InputError
from convscope.glass import LOGITS, PROBABILITIES

if TYPE_CHECKING:
    import keras

    from convscope.export._graph import Graph
    from convscope.export._tensor import Tensor

_PAIR = 2
_SMALLEST = 1e-37
"""About float32's smallest number of full precision."""


def add_end(graph: Graph, last: Tensor, model: keras.Model, classes: int) -> None:
    """Add the outputs `logits` and `probabilities`, so that always probabilities = softmax(logits).

    - The network ends in a softmax: its output, and what stood before it.
    - One unit for two classes, a sigmoid (or trained from logits): `[1 - p, p]`, the logits are `[0, z]`.
    - Numbers that sum to 1 for another reason (the mean of several networks, a softmax before a Flatten): the
      output, and its logarithms.
    - Several sigmoids: each one's share of their sum; the logits are the logarithms of the sigmoids.
    - Anything else: the outputs are taken as logits. So the most probable class is always the one whose output
      is highest, which is what Keras's accuracy counts.

    Raises:
        InputError: the network does not give one number a class.
    """
    last = graph.keras_order(last)
    if len(last.shape) == 1 and last.size == 1 and classes == _PAIR:
        _pair(graph, last, model)
        return
    if last.shape != (classes,):
        raise InputError(
            "a network to export must give one number a class",
            found=f"{list(last.shape)} an image for {classes} classes",
            todo=f"end it with Dense({classes}, activation='softmax')",
        )
    if last.sums_to_one:
        _logits(graph, last.before or _logarithms(graph, last.name), classes)
        graph.node("Identity", [last.name], PROBABILITIES)
    else:
        logits = _log_sigmoid(graph, last.before) if last.end == "sigmoid" else last.name
        graph.node("Softmax", [_logits(graph, logits, classes)], PROBABILITIES, axis=-1)
    graph.output(PROBABILITIES, [classes])


def _logits(graph: Graph, name: str, classes: int) -> str:
    """Declare the tensor `name` the output of the logits."""
    graph.node("Identity", [name], LOGITS)
    graph.output(LOGITS, [classes])
    return name


def _pair(graph: Graph, last: Tensor, model: keras.Model) -> None:
    """One number z for two classes: softmax([0, z]) is [1 - sigmoid(z), sigmoid(z)]."""
    if last.end == "sigmoid":
        z = last.before
    elif from_logits(model):
        z = last.name
    else:
        raise InputError(
            "a network with one output for two classes must end in a sigmoid",
            found="another end",
            todo="end it with Dense(1, activation='sigmoid'), or compile it with a loss of from_logits=True",
        )
    zero = graph.node("Mul", [z, graph.number("end/zero", 0.0)], "end/zero_logit")
    pair = graph.node("Concat", [zero, z], "end/pair", axis=1)
    graph.node("Softmax", [_logits(graph, pair, _PAIR)], PROBABILITIES, axis=-1)
    graph.output(PROBABILITIES, [_PAIR])


def _logarithms(graph: Graph, shares: str) -> str:
    """Give log(shares), finite also where one is 0."""
    positive = graph.node("Max", [shares, graph.number("end/smallest", _SMALLEST)], "end/positive")
    return graph.node("Log", [positive], "end/logarithms")


def _log_sigmoid(graph: Graph, z: str) -> str:
    """Give log(sigmoid(z)) = min(z, 0) - log(1 + exp(-|z|)), which does not overflow."""
    absolute = graph.node("Abs", [z], "end/abs")
    small = graph.node("Exp", [graph.node("Neg", [absolute], "end/neg_abs")], "end/exp")
    rest = graph.node("Log", [graph.node("Add", [small, graph.number("end/one", 1.0)], "end/plus_one")], "end/log")
    low = graph.node("Min", [z, graph.number("end/zero", 0.0)], "end/low")
    return graph.node("Sub", [low, rest], "end/log_sigmoid")


def from_logits(model: keras.Model) -> bool:
    """Tell whether `model` is compiled with a loss that takes logits."""
    loss: Any = getattr(model, "loss", None)
    keywords = getattr(loss, "keywords", {})  # of a functools.partial
    return bool(getattr(loss, "from_logits", keywords.get("from_logits", False)))
