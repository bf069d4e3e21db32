"""A network of convolutions only, as ONNX for pictures of any size."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import onnx
from onnx import helper, numpy_helper

from convscope._errors import InputError

OPSET, IR_VERSION = 17, 8
INPUT, OUTPUT = "ink", "seen"


def to_any_size(model: keras.Model) -> bytes:
    """Return the ONNX file of a functional network of convolutions, poolings, sums and ReLUs, for one channel.

    Batch normalization is folded into the convolution before it. Input `ink` is float32 (1, 1, h, w), h and w even
    multiples of what the network halves; output `seen` has the channels first too.

    Raises:
        InputError: there is a layer of another type.
    """
    graph = _Graph()
    graph.tensors[id(model.inputs[0])] = INPUT
    for layer in model.layers[1:]:
        graph.add(layer)
    last = graph.tensors[id(model.outputs[0])]
    graph.nodes.append(helper.make_node("Identity", [last], [OUTPUT]))
    made = helper.make_graph(
        graph.nodes,
        model.name,
        [helper.make_tensor_value_info(INPUT, onnx.TensorProto.FLOAT, [1, 1, "height", "width"])],
        [
            helper.make_tensor_value_info(
                OUTPUT, onnx.TensorProto.FLOAT, [1, model.outputs[0].shape[-1], "rows", "columns"]
            )
        ],
        graph.weights,
    )
    proto = helper.make_model(made, ir_version=IR_VERSION, opset_imports=[helper.make_opsetid("", OPSET)])
    onnx.checker.check_model(proto, full_check=True)
    return bytes(proto.SerializeToString(deterministic=True))


class _Graph:
    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.tensors: dict[int, str] = {}
        # Convolutions that wait for their batch normalization.
        self._open: dict[int, tuple[keras.layers.Conv2D, str]] = {}

    def add(self, layer: Any) -> None:
        inputs = layer.input if isinstance(layer.input, list) else [layer.input]
        names = [self.tensors.get(id(tensor), "") for tensor in inputs]
        kind = type(layer).__name__
        if kind == "Conv2D":
            self._open[id(layer.output)] = (layer, names[0])
            follows = [node.operation for node in layer.output._keras_history.operation._outbound_nodes]  # noqa: SLF001 - Keras has no public way
            if not any(isinstance(one, keras.layers.BatchNormalization) for one in follows):
                self._convolve(layer.output, layer.output, 1.0, 0.0)
        elif kind == "BatchNormalization":
            gamma, beta, mean, variance = layer.get_weights()
            scale = gamma / np.sqrt(variance + layer.epsilon)
            self._convolve(inputs[0], layer.output, scale, beta - mean * scale)
        elif kind == "Activation" and layer.activation is keras.activations.relu:
            self._node("Relu", names, layer.output)
        elif kind == "MaxPooling2D":
            size = list(layer.pool_size)
            self._node("MaxPool", names, layer.output, kernel_shape=size, strides=list(layer.strides))
        elif kind == "Add":
            self._node("Add", names, layer.output)
        else:
            raise InputError("a network of any size must be made of convolutions", found=f"{kind} {layer.name}")

    def _convolve(self, convolved: Any, output: Any, scale: Any, shift: Any) -> None:
        layer, source = self._open[id(convolved)]
        kernel, bias = layer.get_weights()
        name = f"t{len(self.nodes)}"
        for ending, values in (("kernel", (kernel * scale).transpose(3, 2, 0, 1)), ("bias", bias * scale + shift)):
            array = np.ascontiguousarray(values, np.float32)
            self.weights.append(numpy_helper.from_array(array, f"{name}/{ending}"))
        size, stride, dilation = layer.kernel_size[0], layer.strides[0], layer.dilation_rate[0]
        # Keras's "same": where the padding is odd, the side before has the smaller part.
        padding = max((size - 1) * dilation + 1 - stride, 0)
        before = padding // 2
        pads = [before, before, padding - before, padding - before]
        options = {"kernel_shape": [size] * 2, "strides": [stride] * 2, "dilations": [dilation] * 2, "pads": pads}
        self._node("Conv", [source, f"{name}/kernel", f"{name}/bias"], output, **options)

    def _node(self, kind: str, inputs: list[str], output: Any, **options: Any) -> None:
        name = f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **options))
        self.tensors[id(output)] = name
