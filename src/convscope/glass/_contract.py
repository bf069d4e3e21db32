"""The contract of a glass model: its names, and what its metadata says."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, cast

from convscope._errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTRACT = 1
"""The version of this contract; it grows when a reader of the old one would read wrongly."""

INPUT = "images"
"""The one input: raw pixels 0..255, float32 `(n, height, width, channels)`."""

PROBABILITIES = "probabilities"
"""The output that holds one row an image, `(n, k)`, each summing to 1."""

LOGITS = "logits"
"""The output before the softmax, `(n, k)`: what calibration needs."""

RESERVED = (INPUT, PROBABILITIES, LOGITS)
"""Names that no layer's output may take."""

METADATA_KEY = "convscope"
"""Under this key of the file's metadata stands the `GlassInfo` as one JSON object."""


@dataclass(frozen=True)
class GlassScaling:
    """How the network's file turns raw pixels into what the first layer sees: `pixels / divisor + offset`."""

    divisor: float
    offset: float


@dataclass(frozen=True)
class Stored:
    """How values that the file holds in another order become Keras's.

    Reshape them to `split`, transpose by `axes`, reshape to Keras's shape. An activation's `split` and `axes`
    leave its first axis (one entry an image) out.
    """

    split: tuple[int, ...]
    axes: tuple[int, ...]


@dataclass(frozen=True)
class GlassWeight:
    """One weight of a layer.

    Args:
        name: as Keras calls it: kernel, bias, gamma, ...
        tensor: the initializer's name in the file.
        shape: in Keras's layout (a convolution's kernel is height, width, in, out).
        stored: how the file's values become Keras's; None when they already are.
    """

    name: str
    tensor: str
    shape: tuple[int, ...]
    stored: Stored | None = None


@dataclass(frozen=True)
class GlassLayer:
    """One layer, in the order in which Keras lists them.

    Args:
        name: Keras's name; within a nested model `model/layer`, at its second use `name@2`.
        kind: Keras's class name.
        shape: one image's activations as Keras has them, (height, width, channels) or (units,).
        parameters: how many numbers the layer holds.
        output: the name of the ONNX output with its activations; the layer's name unless that is reserved.
        inputs: names of the layers it reads; "images" stands for the scaled input.
        config: Keras's arguments of the layer, those that are numbers, words or lists of them.
        stored: how the file's activations become Keras's; None when they already are.
        weights: its weights, in Keras's order.
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    parameters: int
    output: str = ""
    inputs: tuple[str, ...] = ()
    config: Mapping[str, Any] = field(default_factory=dict)
    stored: Stored | None = None
    weights: tuple[GlassWeight, ...] = ()


@dataclass(frozen=True)
class GlassInfo:
    """What a glass model says about itself.

    Args:
        class_names: one name a class, in the order of the probabilities.
        recipe: the recipe's name, or "".
        version: the convscope version that wrote the file.
        shape: height, width and channels of an image.
        layers: every layer, in order.
        figures: named figures of the run, e.g. {"test_accuracy": .9865}.
        scaling: what the file does to the pixels first.
        contract: the version of this contract.
    """

    class_names: tuple[str, ...]
    recipe: str
    version: str
    shape: tuple[int, int, int]
    layers: tuple[GlassLayer, ...]
    figures: Mapping[str, float]
    scaling: GlassScaling
    contract: int = CONTRACT

    @property
    def parameters(self) -> int:
        """How many numbers the network holds; a layer used twice counts once."""
        return sum(layer.parameters for layer in self.layers if "@" not in layer.name)

    def layer(self, name: str) -> GlassLayer:
        """Give the layer called `name`.

        Raises:
            InputError: there is none.
        """
        for layer in self.layers:
            if layer.name == name:
                return layer
        known = ", ".join(layer.name for layer in self.layers)
        raise InputError("a layer's name must be one of the network's", found=repr(name), todo=f"choose from {known}")

    def to_json(self) -> str:
        """Give the metadata's text; the same information gives the same text."""
        return json.dumps(asdict(self), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


class BrokenMetadataError(ValueError):
    """The metadata is not what the contract promises; the message says which part."""


def parse_info(text: str) -> GlassInfo:
    """Read the metadata's text.

    Raises:
        BrokenMetadataError: it is no JSON, of another contract, or incomplete.
    """
    try:
        value = json.loads(text)
        info = GlassInfo(
            class_names=_words(value["class_names"]),
            recipe=_word(value["recipe"]),
            version=_word(value["version"]),
            shape=_image_shape(value["shape"]),
            layers=tuple(_layer(layer) for layer in value["layers"]),
            figures={str(name): float(figure) for name, figure in value["figures"].items()},
            scaling=GlassScaling(float(value["scaling"]["divisor"]), float(value["scaling"]["offset"])),
            contract=_contract(value["contract"]),
        )
    except BrokenMetadataError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise BrokenMetadataError(f"{type(error).__name__}: {error}") from error
    _check(info)
    return info


def _contract(value: Any) -> int:
    if value != CONTRACT:
        raise BrokenMetadataError(f"contract {value!r} instead of {CONTRACT}")
    return CONTRACT


def _check(info: GlassInfo) -> None:
    if len(info.class_names) < 2:  # noqa: PLR2004  two classes are the fewest between which one can choose
        raise BrokenMetadataError(f"{len(info.class_names)} class names")
    names = [layer.name for layer in info.layers]
    if len(set(names)) != len(names):
        raise BrokenMetadataError("two layers of one name")
    if not (math.isfinite(info.scaling.divisor) and math.isfinite(info.scaling.offset) and info.scaling.divisor):
        raise BrokenMetadataError(f"scaling {info.scaling}")


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise BrokenMetadataError(f"{value!r} where a word must stand")
    return value


def _words(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise BrokenMetadataError(f"{values!r} where a list of words must stand")
    return tuple(_word(value) for value in values)


def _sizes(values: Any) -> tuple[int, ...]:
    if not isinstance(values, list) or not all(type(value) is int and value >= 0 for value in values):
        raise BrokenMetadataError(f"{values!r} where a list of sizes must stand")
    return tuple(values)


def _image_shape(values: Any) -> tuple[int, int, int]:
    sizes = _sizes(values)
    if len(sizes) != len(("height", "width", "channels")):
        raise BrokenMetadataError(f"shape {list(sizes)} instead of height, width, channels")
    return cast("tuple[int, int, int]", sizes)


def _stored(value: Any) -> Stored | None:
    if value is None:
        return None
    stored = Stored(_sizes(value["split"]), _sizes(value["axes"]))
    if sorted(stored.axes) != list(range(len(stored.split))):
        raise BrokenMetadataError(f"axes {list(stored.axes)} for {len(stored.split)} sizes")
    return stored


def _weight(value: Any) -> GlassWeight:
    return GlassWeight(_word(value["name"]), _word(value["tensor"]), _sizes(value["shape"]), _stored(value["stored"]))


def _layer(value: Any) -> GlassLayer:
    return GlassLayer(
        name=_word(value["name"]),
        kind=_word(value["kind"]),
        shape=_sizes(value["shape"]),
        parameters=_sizes([value["parameters"]])[0],
        output=_word(value["output"]),
        inputs=_words(value["inputs"]),
        config=dict(value["config"]),
        stored=_stored(value["stored"]),
        weights=tuple(_weight(weight) for weight in value["weights"]),
    )
