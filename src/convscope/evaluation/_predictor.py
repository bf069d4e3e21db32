"""What the evaluation asks of a model; a glass model has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from convscope.glass import GlassInfo


@runtime_checkable
class Predictor(Protocol):
    """A network that tells its classes and gives one row of probabilities an image."""

    @property
    def info(self) -> GlassInfo:
        """What the network says about itself; the evaluation reads `class_names`."""

    def predict(self, images: npt.NDArray[Any], /) -> npt.NDArray[np.float32]:
        """Give `(n, k)` probabilities for raw pixels `(n, height, width, channels)`."""
