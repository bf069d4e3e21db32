"""The layers of a Keras model in the order in which they compute, nested models opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras

from convscope._errors import InputError
from convscope._keras_calls import calls_between
from convscope.export._site import Site
from convscope.export.rules import RULES
from convscope.glass import RESERVED, GlassLayer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convscope.export._graph import Graph
    from convscope.export._tensor import Tensor


class Walk:
    """Applies the rules layer by layer and writes down what each layer is.

    Args:
        graph: where the rules add their nodes.
    """

    def __init__(self, graph: Graph) -> None:
        self.layers: list[GlassLayer] = []
        self._graph = graph
        self._uses: dict[str, int] = {}
        self._owners: dict[int, str] = {}

    def model(self, model: keras.Model, inputs: Sequence[Tensor], prefix: str = "") -> Tensor:
        """Send `inputs` through `model`; give its one output.

        Raises:
            InputError: it is neither Sequential nor functional, or holds a layer without a rule.
        """
        if isinstance(model, keras.Sequential):
            tensor = _single(model, inputs)
            for layer in model.layers:
                tensor = self._apply(layer, [tensor], prefix)
            return tensor
        if not getattr(model, "inputs", None):
            raise InputError(
                "a network to export must be a Sequential or functional Keras model",
                found=f"{model.name!r} of class {type(model).__name__}",
                todo="build it with keras.Sequential or keras.Model(inputs, outputs)",
            )
        return self._functional(model, inputs, prefix)

    def _functional(self, model: Any, inputs: Sequence[Tensor], prefix: str) -> Tensor:
        if len(model.inputs) != len(inputs) or len(model.outputs) != 1:
            raise InputError(
                "a network to export must have one input and one output",
                found=f"{model.name!r} has {len(model.inputs)} and {len(model.outputs)}",
                todo="export keras.Model(one_input, one_output)",
            )
        values: dict[int, Tensor] = {id(symbol): tensor for symbol, tensor in zip(model.inputs, inputs, strict=True)}
        for node in calls_between(values, model.outputs):
            tensors = [values[id(symbol)] for symbol in node.input_tensors]
            if len(node.outputs) != 1:
                raise self._no_rule(node.operation, prefix, f"{len(node.outputs)} outputs")
            values[id(node.outputs[0])] = self._apply(node.operation, tensors, prefix)
        return values[id(model.outputs[0])]

    def _apply(self, layer: Any, inputs: list[Tensor], prefix: str) -> Tensor:
        if isinstance(layer, keras.Model):
            return self.model(layer, inputs, f"{prefix}{layer.name}/")
        if isinstance(layer, keras.layers.InputLayer):
            return inputs[0]
        rule = RULES.get(type(layer))
        if rule is None:
            raise self._no_rule(layer, prefix, "no rule for this class")
        name, owner = self._name(layer, prefix)
        site = Site(self._graph, layer, name, owner)
        since = self._graph.mark()
        result = rule(site, inputs)
        output = self._graph.publish(result, name if name not in RESERVED else f"{name}/output", since=since)
        result = result.renamed(output, name)
        self.layers.append(site.describe(inputs, result, output))
        return result

    def _name(self, layer: Any, prefix: str) -> tuple[str, str]:
        """Give the name of this use of `layer`, and that of its first use."""
        owner = self._owners.setdefault(id(layer), prefix + layer.name)
        uses = self._uses[owner] = self._uses.get(owner, 0) + 1
        return owner if uses == 1 else f"{owner}@{uses}", owner

    @staticmethod
    def _no_rule(layer: Any, prefix: str, found: str) -> InputError:
        known = ", ".join(sorted(kind.__name__ for kind in RULES if not kind.__name__.startswith("Random")))
        return InputError(
            f"layer {prefix + layer.name!r} ({type(layer).__name__}) must be one that has an export rule",
            found=found,
            todo=f"replace it by one of {known}",
        )


def _single(model: keras.Model, inputs: Sequence[Tensor]) -> Tensor:
    if len(inputs) != 1:
        raise InputError(
            "a Sequential model must be given one tensor",
            found=f"{len(inputs)} for {model.name!r}",
            todo="merge them first, e.g. with Concatenate",
        )
    return inputs[0]
