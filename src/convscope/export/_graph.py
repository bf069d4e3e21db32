"""The ONNX graph while it is being built."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from convscope.export._tensor import SPATIAL, Tensor, channels_first_of, orders_agree
from convscope.glass import INPUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onnx import GraphProto, NodeProto, ValueInfoProto

BATCH = "n"
"""The name of the axis of the images."""

_TO_CHANNELS_FIRST = (0, 3, 1, 2)
_TO_KERAS = (0, 2, 3, 1)


class Graph:
    """Nodes, initializers and outputs, added one after another."""

    def __init__(self) -> None:
        self._nodes: list[NodeProto] = []
        self._initializers: dict[str, TensorProto] = {}
        self._outputs: list[ValueInfoProto] = []
        self._names: set[str] = {INPUT}

    def fresh(self, name: str) -> str:
        """Reserve `name`, or the first of `name_1`, `name_2`, ... that is free."""
        free, count = name, 0
        while free in self._names:
            count += 1
            free = f"{name}_{count}"
        self._names.add(free)
        return free

    def node(self, operator: str, inputs: Sequence[str], name: str, **attributes: Any) -> str:
        """Add a node with one output; give the output's name."""
        output = self.fresh(name)
        self._nodes.append(helper.make_node(operator, list(inputs), [output], name=output, **attributes))
        return output

    def constant(self, name: str, values: np.ndarray) -> str:
        """Add an initializer; the same name with the same values is used again."""
        tensor = numpy_helper.from_array(np.ascontiguousarray(values), name)
        known = self._initializers.get(name)
        if known is not None and known.SerializeToString() == tensor.SerializeToString():
            return name
        free = self.fresh(name)
        tensor.name = free
        self._initializers[free] = tensor
        return free

    def number(self, name: str, value: float) -> str:
        """Add one float32 number."""
        return self.constant(name, np.array(value, np.float32))

    def sizes(self, values: Sequence[int]) -> str:
        """Add a list of sizes, named by itself so that equal lists are kept once."""
        return self.constant("sizes/" + "x".join(map(str, values)), np.array(values, np.int64))

    def mark(self) -> int:
        """Give the place where the next node will stand."""
        return len(self._nodes)

    def rename(self, old: str, new: str, *, since: int = 0) -> bool:
        """Give the output `old` of a node after `since` the name `new`; False when no such node makes it."""
        maker = next((node for node in self._nodes[since:] if old in node.output), None)
        if maker is None or new in self._names:
            return False
        self._names.add(new)
        maker.name = new
        for node in self._nodes[since:]:
            for names in (node.input, node.output):
                for index, name in enumerate(names):
                    if name == old:
                        names[index] = new
        return True

    def publish(self, tensor: Tensor, name: str, *, since: int) -> str:
        """Make `tensor` an output called `name` (or the first free `name_1`, ...); give that name.

        A tensor made by a node after `since` takes the name itself, an older one goes through an Identity.
        """
        if not self.rename(tensor.name, name, since=since):
            name = self.node("Identity", [tensor.name], name)
        self.output(name, tensor.file_shape)
        return name

    def output(self, name: str, shape: Sequence[int]) -> None:
        """Declare `name` an output of float32 `(n, *shape)`."""
        self._outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, [BATCH, *shape]))

    def reshape(self, tensor: str, shape: Sequence[int], name: str) -> str:
        """Reshape each image's part of `tensor` to `shape`."""
        return self.node("Reshape", [tensor, self.sizes([0, *shape])], name)

    def channels_first(self, tensor: Tensor) -> Tensor:
        """Bring activations of height, width and channels into the order ONNX's convolutions want."""
        if tensor.stored is not None:
            return tensor
        stored = channels_first_of(tensor.shape)
        name = f"{tensor.name}/channels_first"
        if orders_agree(stored):
            made = self.reshape(tensor.name, stored.split, name)
        else:
            made = self.node("Transpose", [tensor.name], name, perm=_TO_CHANNELS_FIRST)
        return replace(tensor, name=made, stored=stored)

    def keras_order(self, tensor: Tensor) -> Tensor:
        """Bring activations into Keras's order."""
        stored = tensor.stored
        if stored is None:
            return tensor
        name = f"{tensor.name}/channels_last"
        made = tensor.name
        if len(tensor.shape) == SPATIAL and orders_agree(stored):
            made = self.reshape(made, tensor.shape, name)
        elif len(tensor.shape) == SPATIAL:
            made = self.node("Transpose", [made], name, perm=_TO_KERAS)
        else:
            made = self.reshape(made, stored.split, name)
            made = self.node("Transpose", [made], name, perm=_TO_KERAS)
            made = self.reshape(made, tensor.shape, name)
        return replace(tensor, name=made, stored=None)

    def finish(self, name: str, shape: Sequence[int]) -> GraphProto:
        """Give the graph whose input is float32 `(n, *shape)`."""
        images = helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, [BATCH, *shape])
        return helper.make_graph(
            self._nodes, name, [images], self._outputs, initializer=list(self._initializers.values())
        )
