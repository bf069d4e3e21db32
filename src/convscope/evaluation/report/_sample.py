"""What of the network the report looks into: a sample picture, the layers it passes, the first layer's kernels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float32

from convscope._types import Pixels

if TYPE_CHECKING:
    from convscope.evaluation._evaluation import Evaluation
    from convscope.glass import GlassModel

# They pass their numbers on as they are, or only rearrange them.
_SILENT = (
    "InputLayer",
    "Flatten",
    "Reshape",
    "Permute",
    "Dropout",
    "SpatialDropout2D",
    "AlphaDropout",
    "GaussianDropout",
    "GaussianNoise",
    "Rescaling",
    "Identity",
)
_SHAPES = (1, 3)
_MOST_LAYERS = 24
_KERNEL_AXES = 4


@dataclass(frozen=True, eq=False)
class Sample:
    """One picture on its way through the network.

    Args:
        index: which test image it is.
        activations: by layer, its activations without the axis of images; the last layer is left out.
        probabilities: one number a class.
        layers: how many layers there are to show; `activations` may hold fewer.
    """

    index: int
    activations: dict[str, Float32[np.ndarray, "*shape"]]
    probabilities: Float32[np.ndarray, " k"]
    layers: int


@dataclass(frozen=True, eq=False)
class FirstKernels:
    """The first layer that has a kernel, as pictures.

    Args:
        name: the layer's.
        kernel: (height, width, inputs, outputs).
        bias: one number a kernel, or None.
        convolution: whether it slides; else it is a dense layer whose units each weigh every pixel.
    """

    name: str
    kernel: Float32[np.ndarray, "height width inputs outputs"]
    bias: Float32[np.ndarray, " outputs"] | None
    convolution: bool


def take_sample(model: GlassModel, images: Pixels, evaluation: Evaluation) -> Sample:
    """Follow the first test image that the network names rightly (or else the first) through the layers."""
    right = np.flatnonzero(evaluation.predicted == evaluation.labels)
    index = int(right[0]) if len(right) else 0
    image = images[index : index + 1]
    names = [
        layer.name for layer in model.info.layers[:-1] if layer.kind not in _SILENT and len(layer.shape) in _SHAPES
    ]
    shown = names[:_MOST_LAYERS]
    found = model.activations(image, shown) if shown else {}
    activations = {name: np.asarray(found[name][0], np.float32) for name in shown}
    return Sample(index, activations, model.predict(image)[0], len(names))


def first_kernels(model: GlassModel) -> FirstKernels | None:
    """Give the kernels of the first layer that has any and can be drawn, or None."""
    height, width, channels = model.info.shape
    for layer in model.info.layers:
        weights = model.weights(layer.name) if layer.parameters else {}
        kernel = weights.get("kernel")
        if kernel is None:
            continue
        bias = weights.get("bias")
        if kernel.ndim == _KERNEL_AXES and layer.kind == "Conv2D":
            return FirstKernels(layer.name, kernel, bias, convolution=True)
        if layer.kind == "Dense" and kernel.shape[0] == height * width * channels:
            # Flatten runs row by row with the channels innermost, so the rows of the matrix are pixels.
            return FirstKernels(layer.name, kernel.reshape(height, width, channels, -1), bias, convolution=False)
        return None
    return None
