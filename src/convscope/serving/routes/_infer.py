"""One inference of the Open Inference Protocol: tensors as JSON or, behind the JSON, as bytes."""

from __future__ import annotations

import math
import reprlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from starlette.responses import Response

from convscope.glass import INPUT, LOGITS, PROBABILITIES
from convscope.serving._pixels import kind_of, numbers, parse_object
from convscope.serving._refusal import wrong
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
# What the protocol's parameters may be, by where they stand. Those that say nothing of the answer are passed over: what
# the numbers were made from (KServe, MLServer), and when they are wanted (Triton). Any other would change the answer.
_OF_REQUEST = frozenset({"binary_data_output", "content_type", "priority", "timeout"})
_OF_INPUT = frozenset({"binary_data_size", "content_type"})
_OF_OUTPUT = frozenset({"binary_data", "content_type"})


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
    identity, wanted = _identity(request), _wanted(request)
    return Asked(
        _images(request, body[length:]),
        frozenset(output.name for output in wanted),
        lambda outputs: _answer(service, identity, wanted, outputs),
    )


def _answer(service: Service, identity: str | None, wanted: list[_Wanted], outputs: Outputs) -> Response:
    service.metrics.count_predicted(len(outputs[wanted[0].name]))
    answer: dict[str, Any] = {"model_name": service.served.name, "model_version": VERSION, "outputs": []}
    if identity is not None:
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
        raise wrong(
            f"{HEADER_LENGTH} must be a number of at most the body's {size} bytes",
            found=text,
            todo="give the JSON's length in bytes",
        )
    return int(text)


def _identity(asked: dict[str, Any]) -> str | None:
    """Return what the client calls its request; None if nothing."""
    identity = asked.get("id")
    if identity is None:
        return None
    if not isinstance(identity, str):
        raise wrong('"id" must be a word', found=kind_of(identity), todo="put it in quotes, or leave it out")
    try:
        identity.encode()
    except UnicodeEncodeError as error:
        raise wrong('"id" must be text', found=f"half a character: {identity!r}", todo="send both halves") from error
    return identity


def _images(asked: dict[str, Any], behind: bytes) -> np.ndarray:
    inputs = asked.get("inputs")
    if not isinstance(inputs, list) or len(inputs) != 1 or not isinstance(inputs[0], dict):
        raise wrong(f'"inputs" must be a list of one tensor, {INPUT!r}', found=_kinds(inputs), todo="see /docs")
    tensor = inputs[0]
    if tensor.get("name") != INPUT:
        raise wrong(f"the input's name must be {INPUT!r}", found=_shown(tensor.get("name")), todo="name it so")
    kind = tensor.get("datatype")
    if not isinstance(kind, str) or kind not in _TYPES:
        raise wrong(
            f"the input's datatype must be one of {', '.join(_TYPES)}", found=_shown(kind), todo="UINT8 is usual"
        )
    shape = _shape(tensor.get("shape"))
    size = _parameters(tensor, "the input", _OF_INPUT).get("binary_data_size")
    if size is None:
        if behind:
            raise wrong(
                "bytes behind the JSON must belong to a tensor",
                found=f"{len(behind):,}",
                todo='give the input the parameter "binary_data_size"',
            )
        values = numbers(tensor.get("data"), f"the input's {kind} data").ravel()
        _check_kind(values, kind)
    else:
        values = np.frombuffer(_binary(behind, size, math.prod(shape) * np.dtype(_TYPES[kind]).itemsize), _TYPES[kind])
    if values.size != math.prod(shape):
        raise wrong(
            f"the input must hold {math.prod(shape)} numbers for its shape",
            found=values.size,
            todo="send all of them, or another shape",
        )
    return values.reshape(shape)


def _binary(behind: bytes, size: Any, needed: int) -> bytes:
    """Return the bytes of a tensor that needs so many."""
    if type(size) is not int or size != needed or len(behind) != needed:
        raise wrong(
            f"the input's binary data must be {needed} bytes for its shape and datatype",
            found=f"a binary_data_size of {_shown(size)} and {len(behind):,} bytes behind the JSON",
            todo=f"check {HEADER_LENGTH} too",
        )
    return behind


def _check_kind(values: np.ndarray, kind: str) -> None:
    """Refuse numbers that the type does not have."""
    kinds = np.dtype(_TYPES[kind])
    if kinds.kind in "iu":
        bounds = np.iinfo(kinds)
        unfit = (values != np.floor(values)) | (values < bounds.min) | (values > bounds.max)
        if unfit.any():
            raise wrong(f"the input's data must be {kind}", found=f"{values[unfit][0]:g}", todo="FP32 takes any number")


def _shape(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= _MOST_SIZES:
        found = f"{len(value)} sizes" if isinstance(value, list) else kind_of(value)
        raise wrong(
            f"the input's shape must be a list of 1 to {_MOST_SIZES} sizes",
            found=found,
            todo="give [n, height, width, channels]",
        )
    for size in value:
        if type(size) is not int or not 0 <= size < 1 << 32:
            raise wrong(
                "the input's shape must be whole numbers from 0",
                found=_shown(size),
                todo="give [n, height, width, channels]",
            )
    return tuple(value)


def _wanted(asked: dict[str, Any]) -> list[_Wanted]:
    """Return the outputs asked for; both, when none is named."""
    usual = _flag(_parameters(asked, "the request", _OF_REQUEST), "binary_data_output") or False
    outputs = asked.get("outputs")
    if outputs in (None, []):
        outputs = [{"name": PROBABILITIES}, {"name": LOGITS}]
    if not isinstance(outputs, list) or not all(isinstance(output, dict) for output in outputs):
        raise wrong('"outputs" must be a list of objects', found=_kinds(outputs), todo="leave it out for all outputs")
    wanted: dict[str, _Wanted] = {}
    for output in outputs:
        name = output.get("name")
        if name not in (PROBABILITIES, LOGITS):  # no set: it may be a list
            raise wrong(
                f"an output's name must be {PROBABILITIES!r} or {LOGITS!r}",
                found=_shown(name),
                todo='leave "outputs" out for both',
            )
        binary = _flag(_parameters(output, f"the output {name}", _OF_OUTPUT), "binary_data")
        wanted[name] = _Wanted(name, usual if binary is None else binary)
    return list(wanted.values())


def _parameters(owner: dict[str, Any], what: str, known: frozenset[str]) -> dict[str, Any]:
    """Return the parameters of the request or of a tensor; one left out unsaid would be taken for done."""
    parameters = owner.get("parameters")
    if parameters is None:
        return {}
    if not isinstance(parameters, dict):
        raise wrong(f"the parameters of {what} must be an object", found=kind_of(parameters), todo="leave them out")
    for name in parameters:
        if name not in known:
            raise wrong(
                f"the parameters of {what} may be {', '.join(sorted(known))}", found=_shown(name), todo="leave it out"
            )
    return parameters


def _flag(parameters: dict[str, Any], name: str) -> bool | None:
    """Return a parameter that is true or false; None if it is not given."""
    value = parameters.get(name)
    if value is not None and not isinstance(value, bool):
        raise wrong(f"the parameter {name} must be true or false", found=_shown(value), todo="leave it out")
    return value


def _kinds(value: Any) -> str:
    """Say what was found instead of a list of objects."""
    if not isinstance(value, list):
        return "nothing" if value is None else kind_of(value)
    strangers = [kind_of(one) for one in value if not isinstance(one, dict)]
    return f"a list with {strangers[0]}" if strangers else f"a list of {len(value)}"


def _shown(value: Any) -> str:
    """Return what a client sent, as code and shortened."""
    return reprlib.repr(value)
