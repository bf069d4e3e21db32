"""RandomWarp: every image turned, sheared, scaled, shifted and bent at random, in one go."""

from __future__ import annotations

import math
from typing import Any, no_type_check

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable(package="convscope")
class RandomWarp(keras.layers.Layer):  # type: ignore[misc]  # Keras gives no types
    """Turns, shears, scales, shifts and bends each image at random; at inference it hands on what it gets.

    Input and output are `(n, height, width, channels)`. One resampling does the work of Keras's RandomRotation,
    RandomShear, RandomZoom and RandomTranslation in a row, each of which resamples and so blurs the image again.
    What comes in from outside is the edge's own pixels. Every figure is drawn evenly between its limit's negative
    and its limit, for each image anew.

    The image is resampled first along its rows, then along its columns (Catmull and Smith, 1980). Each pass is a sum
    of shifted images, weighted by how near the wanted place is to each pixel (linear interpolation): no number is
    looked up at an address of its own, which is slow on a CPU.

    Args:
        rotation: degrees.
        shear: pixels to the side for each pixel up.
        zoom: share of the size, for height and width by themselves.
        shift: pixels, for height and width by themselves.
        bend: pixels that a place is moved by, on average, by a smooth random field (Simard et al., 2003).
        seed: of the random numbers.

    Example:
        >>> RandomWarp(rotation=10, shift=2)(images, training=True)  # doctest: +SKIP
    """

    rotation: float
    shear: float
    zoom: float
    shift: float
    bend: float
    seed: int | None
    seed_generator: keras.random.SeedGenerator

    @no_type_check  # Keras reads the signature, which a checker's wrapper would hide
    def __init__(
        self,
        *,
        rotation: float = 10.0,
        shear: float = 0.1,
        zoom: float = 0.1,
        shift: float = 2.0,
        bend: float = 0.0,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.rotation, self.shear, self.zoom, self.shift, self.bend = rotation, shear, zoom, shift, bend
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, images: Any, training: Any = None) -> Any:
        """Warp the images, in training."""
        if not training:
            return images
        height, width = images.shape[1:3]
        # The images of the batch side by side: each is moved its own way by the same instructions.
        x = ops.transpose(images, (3, 1, 2, 0))
        right, down = self._moves(height, width, ops.shape(images)[0])
        x = _resample(x, right, self._reach(height, width), axis=2)
        x = _resample(x, down, self._reach(width, height), axis=1)
        return ops.transpose(x, (3, 1, 2, 0))

    def _moves(self, height: int, width: int, count: Any) -> tuple[Any, Any]:
        """Draw how far each pixel looks to the right and down for its value: (height, width, n) each."""
        limits = [math.radians(self.rotation), self.shear, self.zoom, self.zoom, self.shift, self.shift]
        drawn = keras.random.uniform((len(limits), count), -1.0, 1.0, seed=self.seed_generator)
        angle, shear, wide, high, aside, along = (limit * row for limit, row in zip(limits, drawn, strict=True))
        y, x = np.ogrid[:height, :width]
        y, x = (y - (height - 1) / 2)[..., None].astype("float32"), (x - (width - 1) / 2)[..., None].astype("float32")
        # The place looked up for (x, y) is (a x + b y + aside, c x + d y + along).
        a, b = ops.cos(angle) * (1 + wide), (shear * ops.cos(angle) - ops.sin(angle)) * (1 + high)
        c, d = ops.sin(angle) * (1 + wide), (shear * ops.sin(angle) + ops.cos(angle)) * (1 + high)
        # The first pass knows not y but the row that the second will look up: y = (row - c x - along) / d.
        right = (a - b * c / d - 1) * x + b / d * y + aside - along * b / d
        down = c * x + (d - 1) * y + along
        if not self.bend:
            return right, down
        field = self._field(height, width, count)
        return right + field[0], down + field[1]

    def _field(self, height: int, width: int, count: Any) -> Any:
        """Draw smooth random moves (2, height, width, n): a few numbers each way, spread by bell curves."""
        drawn = keras.random.normal((2, _KNOTS, _KNOTS, count), stddev=self.bend, seed=self.seed_generator)
        rows = ops.tensordot(_bells(height), drawn, axes=((1,), (1,)))  # (height, 2, knots, n)
        field = ops.tensordot(_bells(width), rows, axes=((1,), (2,)))  # (width, height, 2, n)
        return ops.transpose(field, (2, 1, 0, 3))

    def _reach(self, across: int, along: int) -> int:
        """Return the farthest that any pixel looks along one axis."""
        turn = math.radians(self.rotation)
        slope = math.tan(turn) + self.shear * 1.1
        share = self.zoom + 1 / math.cos(turn) - 1
        return math.ceil(slope * across / 2 + share * along / 2 + self.shift + 2 * self.bend)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Return `input_shape`."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """Return the arguments."""
        names = ("rotation", "shear", "zoom", "shift", "bend", "seed")
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}


_KNOTS = 6


def _bells(size: int) -> np.ndarray:
    """Return (size, knots): how much each knot counts at each place; the squares at a place sum to 1."""
    knots = np.linspace(0, size - 1, _KNOTS)
    bells = np.exp(-0.5 * ((np.arange(size)[:, None] - knots) / (0.7 * knots[1])) ** 2)
    return np.asarray(bells / np.linalg.norm(bells, axis=1, keepdims=True), np.float32)


def _resample(x: Any, moves: Any, reach: int, axis: int) -> Any:
    """Look up (channels, height, width, n) at `moves` pixels further along an axis; outside, the edge goes on."""
    size = x.shape[axis]
    first, last = ops.split(x, [1], axis)[0], ops.split(x, [size - 1], axis)[1]
    padded = ops.concatenate([ops.repeat(first, reach, axis), x, ops.repeat(last, reach, axis)], axis)
    moves = ops.clip(moves, -reach, reach)
    total = 0.0
    for step in range(2 * reach + 1):
        part = ops.split(padded, [step, step + size], axis)[1]
        total = total + part * ops.maximum(0.0, 1.0 - ops.abs(moves - (step - reach)))
    return total
