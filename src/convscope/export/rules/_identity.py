"""Layers that do something in training only: at inference they hand on what they get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keras import layers

from convscope.augmentation import RandomWarp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convscope.export._site import Site
    from convscope.export._tensor import Tensor

_NAMES = (
    "ActivityRegularization",
    "AlphaDropout",
    "Dropout",
    "GaussianDropout",
    "GaussianNoise",
    "Identity",
    "RandomBrightness",
    "RandomColorDegeneration",
    "RandomColorJitter",
    "RandomContrast",
    "RandomElasticTransform",
    "RandomErasing",
    "RandomFlip",
    "RandomGaussianBlur",
    "RandomGrayscale",
    "RandomHue",
    "RandomInvert",
    "RandomPerspective",
    "RandomPosterization",
    "RandomRotation",
    "RandomSaturation",
    "RandomSharpness",
    "RandomShear",
    "RandomTranslation",
    "RandomZoom",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
)
# RandomCrop is missing: at inference it still cuts out the middle.


def _identity(site: Site, inputs: Sequence[Tensor]) -> Tensor:  # noqa: ARG001  every rule has these two
    return inputs[0]


# An older Keras may lack some of them.
RULES = {getattr(layers, name): _identity for name in _NAMES if hasattr(layers, name)} | {RandomWarp: _identity}
