"""A glass model opened: ONNX Runtime runs it, and every layer can be looked into."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float32

from convscope._types import Probabilities

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from convscope.glass._contract import GlassInfo


class GlassModel:
    """A network in a glass file, ready to run; safe to use from several threads.

    Args:
        source: a `.onnx` file, a run folder that holds `model.onnx`, or the file's bytes.
        threads: how many threads one call may use; None leaves it to ONNX Runtime.

    Raises:
        InputError: `source` is missing or no glass model.

    Example:
        >>> model = GlassModel("runs/tutorial-1")  # doctest: +SKIP
        >>> model.predict(images).argmax(axis=1)  # doctest: +SKIP
        array([7, 2, 1, 0])
    """

    def __init__(self, source: Path | str | bytes, *, threads: int | None = None) -> None:
        raise NotImplementedError

    @property
    def info(self) -> GlassInfo:
        """What the file says about itself."""
        raise NotImplementedError

    def predict(self, images: npt.ArrayLike) -> Probabilities:
        """Give one row of probabilities an image.

        Args:
            images: raw pixels 0..255, of any number type, `(n, height, width, channels)`; one image
                `(height, width, channels)` and, of grey images, `(n, height, width)` and `(height, width)` do too.

        Raises:
            InputError: the images are not of the network's shape, or their values are not within 0..255.
        """
        raise NotImplementedError

    def logits(self, images: npt.ArrayLike) -> Float32[np.ndarray, "n k"]:
        """Give what stands before the softmax, one row an image; `images` as in `predict`."""
        raise NotImplementedError

    def activations(self, images: npt.ArrayLike, layers: Sequence[str] | None = None) -> dict[str, np.ndarray]:
        """Give the activations of `layers` (all of them: None) as Keras has them.

        Args:
            images: as in `predict`.
            layers: names out of `info.layers`.

        Returns:
            By name, float32 `(n, *shape)` with the shape that `info` tells: `(n, height, width, channels)`,
            `(n, units)`.
        """
        raise NotImplementedError

    def weights(self, layer: str) -> dict[str, np.ndarray]:
        """Give the weights of `layer` by Keras's names and in Keras's layout (kernel: height, width, in, out)."""
        raise NotImplementedError
