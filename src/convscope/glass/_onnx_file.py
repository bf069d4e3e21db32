"""An ONNX file read without running anything of it: what it holds, and whether it may be run.

A glass file is a graph of ONNX's own operators, without control flow, with all its numbers inside; what could reach
beyond the file (external data, other operator sets), hide something (subgraphs, functions) or fill the memory out of
nothing (a tensor of any size made of one number) is refused: only operators that networks need are known.
The field numbers are those of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from convscope.glass._wire import field as write_field
from convscope.glass._wire import fields, message, numbers, places, text

_MODEL_OPSET, _MODEL_GRAPH, _MODEL_METADATA, _MODEL_TRAINING, _MODEL_FUNCTIONS = 8, 7, 14, 20, 25
_GRAPH_NODE, _GRAPH_TENSOR, _GRAPH_INPUT, _GRAPH_OUTPUT, _GRAPH_SPARSE = 1, 5, 11, 12, 15
_NODE_OPERATOR, _NODE_ATTRIBUTE, _NODE_DOMAIN = 4, 5, 7
_ATTRIBUTE_TENSOR, _ATTRIBUTE_TENSORS = 5, 10
_ATTRIBUTE_NESTED = {6: "a subgraph", 11: "subgraphs", 22: "a sparse tensor", 23: "sparse tensors"}
_TENSOR_DIMS, _TENSOR_TYPE, _TENSOR_FLOATS, _TENSOR_NAME, _TENSOR_RAW = 1, 2, 4, 8, 9
_TENSOR_EXTERNAL, _TENSOR_LOCATION = 13, 14
_FLOAT = 1
_OWN_DOMAINS = ("", "ai.onnx")
_KNOWN = """
Abs Add AveragePool BatchNormalization Cast Celu Clip Concat Constant Conv ConvTranspose DepthToSpace Div Dropout Elu
Equal Erf Exp Flatten Floor Gemm GlobalAveragePool GlobalMaxPool Greater HardSigmoid HardSwish Identity
InstanceNormalization LayerNormalization LeakyRelu Less Log LogSoftmax MatMul Max MaxPool Mean Min Mish Mul Neg PRelu
Pad Pow Reciprocal ReduceMax ReduceMean ReduceMin ReduceSum Relu Reshape Resize Round Selu Sigmoid Sign Slice Softmax
Softplus Softsign SpaceToDepth Split Sqrt Squeeze Sub Sum Tanh ThresholdedRelu Transpose Unsqueeze Where
"""
_OPERATORS = frozenset(_KNOWN.split())


class ForbiddenError(ValueError):
    """The file holds something that a glass model must not; the message names it."""


@dataclass
class OnnxFile:
    """What an ONNX file holds.

    Args:
        data: the file.
        metadata: its metadata.
        inputs: the inputs' names.
        outputs: the outputs' names.
        tensors: the initializers, each a TensorProto.
    """

    data: bytes
    metadata: dict[str, str] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    tensors: dict[str, memoryview] = field(default_factory=dict)

    def floats(self, name: str) -> np.ndarray:
        """Give the float32 numbers of an initializer, in the file's shape.

        Raises:
            ForbiddenError: there is none of that name, or it holds other numbers.
        """
        shape, raw = self._numbers(name)
        return np.frombuffer(raw, "<f4").astype(np.float32).reshape(shape)

    def count(self, name: str) -> int:
        """Give how many numbers `floats` would give; errors as there."""
        return math.prod(self._numbers(name)[0])

    def _numbers(self, name: str) -> tuple[list[int], memoryview]:
        if name not in self.tensors:
            raise ForbiddenError(f"no tensor {name!r}")
        shape: list[int] = []
        kind, raw = 0, memoryview(b"")
        for key, value in fields(self.tensors[name]):
            if key == _TENSOR_DIMS:
                shape += numbers(value)
            elif key == _TENSOR_TYPE and isinstance(value, int):
                kind = value
            elif key in (_TENSOR_RAW, _TENSOR_FLOATS):
                raw = message(value)
        if kind != _FLOAT or math.prod(shape) * 4 != len(raw):
            raise ForbiddenError(f"tensor {name!r} of other than {shape} float32 numbers")
        return shape, raw


def read(data: bytes) -> OnnxFile:
    """Read an ONNX file.

    Raises:
        BrokenMessageError: it is none.
        ForbiddenError: it holds something that a glass model must not.
    """
    file = OnnxFile(data)
    graphs = 0
    for key, value in fields(memoryview(data)):
        if key == _MODEL_GRAPH:
            graphs += 1
            _read_graph(file, message(value))
        elif key == _MODEL_METADATA:
            pair = {inner: text(part) for inner, part in fields(message(value))}
            file.metadata[pair.get(1, "")] = pair.get(2, "")
        elif key == _MODEL_OPSET:
            _check_domain(next((text(part) for inner, part in fields(message(value)) if inner == 1), ""))
        elif key in (_MODEL_FUNCTIONS, _MODEL_TRAINING):
            raise ForbiddenError("functions of its own" if key == _MODEL_FUNCTIONS else "a training part")
    if graphs != 1:
        raise ForbiddenError(f"{graphs} graphs")
    return file


def _read_graph(file: OnnxFile, graph: memoryview) -> None:
    for key, value in fields(graph):
        if key == _GRAPH_NODE:
            _check_node(message(value))
        elif key == _GRAPH_TENSOR:
            name = _check_tensor(message(value))
            file.tensors[name] = message(value)
        elif key in (_GRAPH_INPUT, _GRAPH_OUTPUT):
            names = file.inputs if key == _GRAPH_INPUT else file.outputs
            names.append(_value_name(message(value)))
        elif key == _GRAPH_SPARSE:
            raise ForbiddenError("a sparse tensor")


def _value_name(value_info: memoryview) -> str:
    return next((text(value) for key, value in fields(value_info) if key == 1), "")


def _check_domain(domain: str) -> None:
    if domain not in _OWN_DOMAINS:
        raise ForbiddenError(f"operators of {domain!r}, which are not ONNX's own")


def _check_node(node: memoryview) -> None:
    operator = ""
    for key, value in fields(node):
        if key == _NODE_DOMAIN:
            _check_domain(text(value))
        elif key == _NODE_OPERATOR:
            operator = text(value)
        elif key == _NODE_ATTRIBUTE:
            for inner, part in fields(message(value)):
                if inner in _ATTRIBUTE_NESTED:
                    raise ForbiddenError(_ATTRIBUTE_NESTED[inner])
                if inner in (_ATTRIBUTE_TENSOR, _ATTRIBUTE_TENSORS):
                    _check_tensor(message(part))
    if operator not in _OPERATORS:
        raise ForbiddenError(f"an operator {operator!r}, which no glass model needs")


def _check_tensor(tensor: memoryview) -> str:
    """Refuse a tensor whose numbers lie elsewhere; give its name."""
    name = ""
    for key, value in fields(tensor):
        if key == _TENSOR_NAME:
            name = text(value)
        elif key == _TENSOR_EXTERNAL or (key == _TENSOR_LOCATION and value != 0):
            raise ForbiddenError("numbers that lie in another file")
    return name


def with_outputs(data: bytes, names: tuple[str, ...]) -> bytes:
    """Give the same ONNX file with only the outputs `names` declared.

    What is no output need not exist, so ONNX Runtime may fuse operators across it.
    """
    model = memoryview(data)
    parts: list[bytes | memoryview] = []
    for key, value, start, end in places(model):
        if key != _MODEL_GRAPH:
            parts.append(model[start:end])
            continue
        graph = message(value)
        kept = [
            graph[inner_start:inner_end]
            for inner, part, inner_start, inner_end in places(graph)
            if inner != _GRAPH_OUTPUT or _value_name(message(part)) in names
        ]
        parts.append(write_field(_MODEL_GRAPH, b"".join(kept)))
    return b"".join(parts)
