"""Activation functions, as `activation=` of a layer and as layers of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from keras import activations, layers

from convscope.export._tensor import SPATIAL, Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from convscope.export._site import Site

_SQRT_HALF = float(np.sqrt(0.5))
_SELU = {"alpha": 1.6732632423543772, "gamma": 1.0507009873554805}


def activate(site: Site, tensor: Tensor, function: Callable[..., Any] | None) -> Tensor:
    """Add the activation `function` (Keras's) after `tensor`.

    Raises:
        InputError: it is none of Keras's own, or has no rule.
    """
    if function is None or function is activations.linear:
        return tensor
    if function is activations.softmax:
        return softmax(site, tensor, -1)
    if function is activations.sigmoid:
        made = tensor.named(site.node("Sigmoid", [tensor.name]))
        row = len(tensor.shape) == 1 and tensor.stored is None
        return replace(made, end="sigmoid", before=tensor.name) if row else made
    rule = _FUNCTIONS.get(function)
    if rule is None:
        known = sorted({one.__name__ for one in _FUNCTIONS} | {"linear", "sigmoid", "softmax"})
        name = getattr(function, "__name__", type(function).__name__)
        raise site.no_rule(f"the activation {name!r}", "use one of " + ", ".join(known))
    return tensor.named(rule(site, tensor.name))


def softmax(site: Site, tensor: Tensor, axis: int) -> Tensor:
    """Add a softmax along Keras's `axis`."""
    if len(tensor.shape) != SPATIAL:
        tensor = site.graph.keras_order(tensor)
    made = tensor.named(site.node("Softmax", [tensor.name], axis=tensor.axis(axis)))
    if len(tensor.shape) == 1:
        return replace(made, end="softmax", before=tensor.name)
    return replace(made, end="shares" if axis in {-1, len(tensor.shape)} else "")


def relu(
    site: Site, x: str, *, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0
) -> str:
    """Add Keras's general ReLU.

    Above `threshold` x itself, at most `max_value`; below it `negative_slope * (x - threshold)`.
    """
    if negative_slope == 0 and threshold == 0:
        if max_value is None:
            return site.node("Relu", [x])
        return site.node("Clip", [x, site.constant("zero", 0.0), site.constant("max_value", max_value)])
    limit = site.constant("threshold", threshold)
    above = x
    if max_value is not None:
        above = site.node("Min", [x, site.constant("max_value", max_value)], "limited")
    below = site.node("Sub", [x, limit], "below")
    below = site.node("Mul", [below, site.constant("negative_slope", negative_slope)], "below")
    # Keras's own functions differ in what happens exactly at the threshold only where both sides are equal or zero.
    above_limit = site.node("Greater", [x, limit], "above_threshold")
    return site.node("Where", [above_limit, above, below])


def _gelu(site: Site, x: str) -> str:
    scaled = site.node("Mul", [x, site.constant("sqrt_half", _SQRT_HALF)], "scaled")
    erf = site.node("Erf", [scaled], "erf")
    one_more = site.node("Add", [erf, site.constant("one", 1.0)], "erf_plus_one")
    half = site.node("Mul", [x, site.constant("half", 0.5)], "half_x")
    return site.node("Mul", [half, one_more])


def _silu(site: Site, x: str) -> str:
    return site.node("Mul", [x, site.node("Sigmoid", [x], "sigmoid")])


def _mish(site: Site, x: str) -> str:
    return site.node("Mul", [x, site.node("Tanh", [_softplus(site, x)], "tanh")])


def _softplus(site: Site, x: str) -> str:
    # max(x, 0) + log(1 + exp(-|x|)) does not overflow.
    small = site.node("Exp", [site.node("Neg", [site.node("Abs", [x], "abs")], "neg_abs")], "exp")
    rest = site.node("Log", [site.node("Add", [small, site.constant("one", 1.0)], "one_more")], "log")
    return site.node("Add", [site.node("Relu", [x], "positive"), rest], "softplus")


def _log_sigmoid(site: Site, x: str) -> str:
    return site.node("Neg", [_softplus(site, site.node("Neg", [x], "neg"))])


def _hard_silu(site: Site, x: str) -> str:
    return site.node("Mul", [x, _hard_sigmoid(site, x)])


def _hard_sigmoid(site: Site, x: str) -> str:
    return site.node("HardSigmoid", [x], "hard_sigmoid", alpha=1 / 6, beta=0.5)


def _hard_tanh(site: Site, x: str) -> str:
    return site.node("Clip", [x, site.constant("minus_one", -1.0), site.constant("one", 1.0)])


def _tanh_shrink(site: Site, x: str) -> str:
    return site.node("Sub", [x, site.node("Tanh", [x], "tanh")])


def _exponential(site: Site, x: str) -> str:
    return site.node("Exp", [x])


def _node(operator: str, **attributes: Any) -> Callable[[Site, str], str]:
    """Give the rule for a function that is one ONNX operator."""

    def rule(site: Site, x: str) -> str:
        return site.node(operator, [x], **attributes)

    return rule


_FUNCTIONS: dict[Callable[..., Any], Callable[[Site, str], str]] = {
    activations.celu: _node("Elu", alpha=1.0),
    activations.elu: _node("Elu", alpha=1.0),
    activations.exponential: _exponential,
    activations.gelu: _gelu,
    activations.hard_sigmoid: _hard_sigmoid,
    activations.hard_silu: _hard_silu,
    activations.hard_tanh: _hard_tanh,
    activations.leaky_relu: _node("LeakyRelu", alpha=0.2),
    activations.log_sigmoid: _log_sigmoid,
    activations.mish: _mish,
    activations.relu: relu,
    activations.relu6: lambda site, x: relu(site, x, max_value=6.0),
    activations.selu: _node("Selu", **_SELU),
    activations.silu: _silu,
    activations.softplus: _softplus,
    activations.softsign: _node("Softsign"),
    activations.tanh: _node("Tanh"),
    activations.tanh_shrink: _tanh_shrink,
}


def _activation(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    return activate(site, inputs[0], site.layer.activation)


def _relu_layer(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    layer = site.layer
    name = relu(
        site,
        inputs[0].name,
        negative_slope=float(layer.negative_slope),
        max_value=None if layer.max_value is None else float(layer.max_value),
        threshold=float(layer.threshold),
    )
    return inputs[0].named(name)


def _leaky_relu_layer(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    return inputs[0].named(site.node("LeakyRelu", [inputs[0].name], alpha=float(site.layer.negative_slope)))


def _elu_layer(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    return inputs[0].named(site.node("Elu", [inputs[0].name], alpha=float(site.layer.alpha)))


def _softmax_layer(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    axis = site.layer.axis
    if not isinstance(axis, int):
        if len(axis) != 1:
            raise site.no_rule(f"a softmax over the axes {list(axis)}", "use one axis")
        axis = axis[0]
    return softmax(site, inputs[0], axis)


def _prelu_layer(site: Site, inputs: Sequence[Tensor]) -> Tensor:
    alpha = np.asarray(site.layer.alpha)
    tensor = inputs[0]
    if tensor.stored is None or len(tensor.shape) != SPATIAL:
        tensor = site.graph.keras_order(tensor)
        slope = site.weight("alpha", alpha)
    else:
        axes = tensor.stored.axes
        split = tuple(alpha.shape[axes.index(axis)] for axis in range(len(axes)))
        slope = site.weight("alpha", alpha, stored=type(tensor.stored)(split, axes))
    return tensor.named(site.node("PRelu", [tensor.name, slope]))


RULES = {
    layers.Activation: _activation,
    layers.ELU: _elu_layer,
    layers.LeakyReLU: _leaky_relu_layer,
    layers.PReLU: _prelu_layer,
    layers.ReLU: _relu_layer,
    layers.Softmax: _softmax_layer,
}
