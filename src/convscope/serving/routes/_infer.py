"""One inference of the Open Inference Protocol: tensors as JSON or, behind the JSON, as bytes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from starlette.responses import Response

from convscope.glass import INPUT, LOGITS, PROBABILITIES
from convscope.serving._pixels import numbers, parse_object
from convscope.serving._refusal import WRONG, Refusal
from convscope.serving._together import Asked, Outputs
from convscope.serving.routes._answers import json_bytes
from convscope.serving.routes._names import VERSION

if TYPE_CHECKING:
    from convscope.serving._service import Service

HEADER_LENGTH = "Inference-Header-Content-Length"
"""How many bytes of a body are JSON; the binary tensors follow."""

_TYPES = {
    "FP16": "<f2",
    "FP32": "<f4",
    "FP64": "<f8",
    "UINT8": "u1",
    "UINT16": "<u2",
    "UINT32": "<u4",
    "UINT64": "<u8",
    "INT8": "i1",
    "INT16": "<i2",
    "INT32": "<i4",
    "INT64": "<i8",
}
_MOST_SIZES = 8


@dataclass(frozen=True)
class _Wanted:
    """An output that was asked for."""

    name: str
    binary: bool


def asked_of(service: Service, body: bytes, header_length: str | None) -> Asked:
    """Return what a request asks.

    Args:
        service: whose network is asked.
        body: JSON, and binary tensors behind it.
        header_length: how much of the body is JSON; None for all of it.

    Raises:
        Refusal: it is not as the protocol says.
    """
    length = _header_length(header_length, len(body))
    request = parse_object(body[:length])
    wanted = _wanted(request)
    return Asked(
        _images(request, body[length:]),
        frozenset(output.name for output in wanted),
        lambda outputs: _answer(service, request.get("id"), wanted, outputs),
    )


def _answer(service: Service, identity: Any, wanted: list[_Wanted], outputs: Outputs) -> Response:
    service.metrics.count_predicted(len(outputs[wanted[0].name]))
    answer: dict[str, Any] = {"model_name": service.served.name, "model_version": VERSION, "outputs": []}
    if isinstance(identity, str):
        answer["id"] = identity
    behind = []
    for output in wanted:
        values = outputs[output.name]
        tensor: dict[str, Any] = {"name": output.name, "datatype": "FP32", "shape": list(values.shape)}
        if output.binary:
            behind.append(values.astype("<f4").tobytes())
            tensor["parameters"] = {"binary_data_size": len(behind[-1])}
        else:
            tensor["data"] = values.ravel().tolist()
        answer["outputs"].append(tensor)
    head = json_bytes(answer)
    if not behind:
        return Response(head + b"\n", media_type="application/json")
    headers = {HEADER_LENGTH: str(len(head))}
    return Response(head + b"".join(behind), headers=headers, media_type="application/octet-stream")


def _header_length(text: str | None, size: int) -> int:
    if text is None:
        return size
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(size)) and int(text) <= size):
        raise Refusal(WRONG, f"{HEADER_LENGTH} must be a number of at most the body's {size} bytes; found {text}")
    return int(text)


def _images(asked: dict[str, Any], behind: bytes) -> np.ndarray:
    inputs = asked.get("inputs")
    if not isinstance(inputs, list) or len(inputs) != 1 or not isinstance(inputs[0], dict):
        raise Refusal(WRONG, f'"inputs" must be a list of one tensor, {INPUT!r}; found something else')
    tensor = inputs[0]
    if tensor.get("name") != INPUT:
        raise Refusal(WRONG, f"the input's name must be {INPUT!r}; found {tensor.get('name')!r}")
    kind = tensor.get("datatype")
    if not isinstance(kind, str) or kind not in _TYPES:
        raise Refusal(WRONG, f"the input's datatype must be one of {', '.join(_TYPES)}; found {kind!r}")
    shape = _shape(tensor.get("shape"))
    size = _parameter(tensor, "binary_data_size")
    if size is None:
        if behind:
            raise Refusal(WRONG, f"bytes behind the JSON must belong to a tensor; found {len(behind)}")
        values = numbers(tensor.get("data"), f"the input's {kind} data").ravel()
        _check_kind(values, kind)
    else:
        needed = math.prod(shape) * np.dtype(_TYPES[kind]).itemsize
        if size != needed or len(behind) != needed:
            raise Refusal(
                WRONG, f"the input's binary data must be {needed} bytes for its shape; found {size!r}, {len(behind)}"
            )
        values = np.frombuffer(behind, _TYPES[kind])
    if values.size != math.prod(shape):
        raise Refusal(WRONG, f"the input must hold {math.prod(shape)} numbers for its shape; found {values.size}")
    return values.reshape(shape)


def _check_kind(values: np.ndarray, kind: str) -> None:
    """Refuse numbers that the type does not have."""
    kinds = np.dtype(_TYPES[kind])
    if kinds.kind in "iu":
        bounds = np.iinfo(kinds)
        wrong = (values != np.floor(values)) | (values < bounds.min) | (values > bounds.max)
        if wrong.any():
            raise Refusal(WRONG, f"the input's data must be {kind}; found {values[wrong][0]:g}")


def _shape(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= _MOST_SIZES:
        raise Refusal(WRONG, "the input's shape must be a list of sizes, (n, height, width, channels); found another")
    if not all(type(size) is int and 0 <= size < 1 << 32 for size in value):
        raise Refusal(WRONG, "the input's shape must be whole numbers from 0; found others")
    return tuple(value)


def _wanted(asked: dict[str, Any]) -> list[_Wanted]:
    """Return the outputs asked for; both, when none is named."""
    usual = _parameter(asked, "binary_data_output") is True
    outputs = asked.get("outputs") or [{"name": PROBABILITIES}, {"name": LOGITS}]
    if not isinstance(outputs, list) or not all(isinstance(output, dict) for output in outputs):
        raise Refusal(WRONG, '"outputs" must be a list of objects; found something else')
    wanted: dict[str, _Wanted] = {}
    for output in outputs:
        name = output.get("name")
        if name not in (PROBABILITIES, LOGITS):  # no set: it may be a list
            raise Refusal(WRONG, f"an output's name must be {PROBABILITIES!r} or {LOGITS!r}; found {name!r}")
        binary = _parameter(output, "binary_data")
        wanted[name] = _Wanted(name, usual if binary is None else binary is True)
    return list(wanted.values())


def _parameter(owner: dict[str, Any], name: str) -> Any:
    parameters = owner.get("parameters")
    return parameters.get(name) if isinstance(parameters, dict) else None
