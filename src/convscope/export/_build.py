"""Keras model -> the bytes of a glass model."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import onnx
from onnx import helper

import convscope
from convscope import _files
from convscope._errors import InputError
from convscope.export._end import add_end
from convscope.export._graph import Graph
from convscope.export._tensor import SPATIAL, Tensor
from convscope.export._walk import Walk
from convscope.glass import INPUT, METADATA_KEY, GlassInfo, GlassScaling

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    import keras

    from convscope.datasets import Scaling

OPSET = 17
"""ONNX's operators as of this version: the first with LayerNormalization; all of today's runtimes know them."""

IR_VERSION = 8
"""The file format that came with `OPSET`."""


def to_glass(
    model: keras.Model,
    *,
    scaling: Scaling,
    class_names: Sequence[str],
    recipe: str = "",
    figures: Mapping[str, float] | None = None,
) -> bytes:
    """Give the glass model of a Keras model: an ONNX file as bytes, the same for the same network.

    Args:
        model: Sequential or functional, nested or not; one input `(height, width, channels)` or
            `(height, width)`, one output `(k,)`. What the end may be, `docs/glass.md` tells.
        scaling: what was done to the raw pixels before the network saw them; it becomes part of the file.
        class_names: one name a class.
        recipe: the recipe's name.
        figures: named figures of the run.

    Raises:
        InputError: the model cannot be exported; the line names the layer and what can be done.

    Example:
        >>> data = to_glass(model, scaling=scaling, class_names=list("0123456789"))  # doctest: +SKIP
        >>> convscope.glass.GlassModel(data).predict(images)  # doctest: +SKIP
    """
    shape = _input_shape(model)
    graph = Graph()
    walk = Walk(graph)
    last = walk.model(model, [_scaled(graph, model, shape, scaling)])
    add_end(graph, last, model, len(class_names))
    info = GlassInfo(
        class_names=tuple(str(name) for name in class_names),
        recipe=recipe,
        version=convscope.__version__,
        shape=shape,
        layers=tuple(walk.layers),
        figures=_finite(figures or {}),
        scaling=GlassScaling(float(scaling.divisor), float(scaling.offset)),
    )
    proto = helper.make_model(
        graph.finish(recipe or model.name, shape),
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid("", OPSET)],
        producer_name="convscope",
        producer_version=convscope.__version__,
    )
    helper.set_model_props(proto, {METADATA_KEY: info.to_json()})
    onnx.checker.check_model(proto, full_check=True)
    return bytes(proto.SerializeToString(deterministic=True))


def write_glass(
    model: keras.Model,
    path: str | os.PathLike[str],
    *,
    scaling: Scaling,
    class_names: Sequence[str],
    recipe: str = "",
    figures: Mapping[str, float] | None = None,
) -> None:
    """Write the glass model of `model` to `path`, whole or not at all; arguments as in `to_glass`.

    Raises:
        InputError: the model cannot be exported.
        JobError: the file could not be written.
    """
    _files.write_bytes(path, to_glass(model, scaling=scaling, class_names=class_names, recipe=recipe, figures=figures))


def _input_shape(model: keras.Model) -> tuple[int, int, int]:
    """Give height, width, channels of the model's one input."""
    if not getattr(model, "built", False) or not getattr(model, "inputs", None):
        raise InputError(
            "a network to export must know the shape of its input",
            found=f"{getattr(model, 'name', model)!r} has none yet",
            todo="begin it with keras.Input((height, width, channels)), or fit it first",
        )
    if len(model.inputs) != 1:
        raise InputError(
            "a network to export must have one input",
            found=f"{len(model.inputs)}",
            todo="export keras.Model(one_input, one_output)",
        )
    shape = tuple(model.inputs[0].shape[1:])
    if len(shape) == SPATIAL - 1:
        shape = (*shape, 1)
    if len(shape) != SPATIAL or not all(isinstance(size, int) and size > 0 for size in shape):
        raise InputError(
            "a network to export must take images of one size: height, width, channels",
            found=f"an input of {[None, *shape]}",
            todo="begin it with keras.Input((height, width, channels)); a Flatten after it gives Dense its rows",
        )
    return shape


def _scaled(graph: Graph, model: keras.Model, shape: tuple[int, int, int], scaling: Scaling) -> Tensor:
    """Add the scaling, operation by operation as NumPy does it, so that the float32 values are the same."""
    name = INPUT
    if scaling.divisor != 1:
        name = graph.node("Div", [name, graph.number("scaling/divisor", float(scaling.divisor))], "scaling/divided")
    if scaling.offset != 0:
        name = graph.node("Add", [name, graph.number("scaling/offset", float(scaling.offset))], "scaling/scaled")
    inner = tuple(model.inputs[0].shape[1:])
    if inner != shape:
        name = graph.reshape(name, inner, "scaling/no_channels")
    return Tensor(name, inner, None, INPUT)


def _finite(figures: Mapping[str, Any]) -> dict[str, float]:
    """Give the figures as floats."""
    kept = {str(name): float(figure) for name, figure in figures.items()}
    for name, figure in kept.items():
        if not math.isfinite(figure):
            raise InputError("a figure must be a finite number", found=f"{name} = {figure}", todo="leave it out")
    return kept
