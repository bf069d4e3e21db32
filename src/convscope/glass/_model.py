"""A glass model opened: ONNX Runtime runs it, and every layer can be looked into."""

from __future__ import annotations

import math
import threading
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float32

from convscope._errors import InputError
from convscope._types import Probabilities
from convscope.glass._contract import INPUT, LOGITS, PROBABILITIES, Stored
from convscope.glass._images import as_batch
from convscope.glass._onnx_file import with_outputs
from convscope.glass._open import open_file
from convscope.glass._session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from convscope.glass._contract import GlassInfo

_LARGEST_CHUNK = 256
_CHUNK_NUMBERS = 2**21
"""So many numbers the largest layer may have for one chunk of images: 8 MiB; with less a second thread gains little."""


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
        if threads is not None and threads < 1:
            raise InputError("threads must be 1 or more", found=threads, todo="leave it out to use all cores")
        self._file, self._info, self._name = open_file(source)
        self._threads = threads
        self._lock = threading.Lock()
        # Layers that are no outputs here can be fused with their neighbours, which makes deep networks faster.
        data = with_outputs(self._file.data, (PROBABILITIES, LOGITS))
        self._session = Session(data, threads=threads, file=self._name)
        classes = len(self._info.class_names)
        self._check(self._session.shapes(inputs=True), {INPUT: self._info.shape})
        self._check(self._session.shapes(), {PROBABILITIES: (classes,), LOGITS: (classes,)})
        largest = max([math.prod(self._info.shape), *(math.prod(layer.shape) for layer in self._info.layers)])
        self._chunk = min(max(_CHUNK_NUMBERS // largest, 1), _LARGEST_CHUNK)

    def __repr__(self) -> str:
        return f"GlassModel({self._name or 'bytes'!r})"

    @property
    def info(self) -> GlassInfo:
        """What the file says about itself."""
        return self._info

    @property
    def threads(self) -> int | None:
        """How many threads one call may use; None leaves it to ONNX Runtime."""
        return self._threads

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return self._file.data

    def predict(self, images: npt.ArrayLike) -> Probabilities:
        """Give one row of probabilities an image.

        Args:
            images: raw pixels 0..255, of any number type, `(n, height, width, channels)`; one image
                `(height, width, channels)` and, of grey images, `(n, height, width)` and `(height, width)` do too.

        Raises:
            InputError: the images are not of the network's shape, their values are not within 0..255, or those of one
                are fractions within 0..1.
        """
        return self._run(self._session, images, {PROBABILITIES: (len(self._info.class_names),)})[PROBABILITIES]

    def logits(self, images: npt.ArrayLike) -> Float32[np.ndarray, "n k"]:
        """Give what stands before the softmax, one row an image; `images` as in `predict`."""
        return self._run(self._session, images, {LOGITS: (len(self._info.class_names),)})[LOGITS]

    def activations(self, images: npt.ArrayLike, layers: Sequence[str] | None = None) -> dict[str, np.ndarray]:
        """Give the activations of `layers` (all of them: None) as Keras has them.

        Args:
            images: as in `predict`.
            layers: names out of `info.layers`.

        Returns:
            By name, float32 `(n, *shape)` with the shape that `info` tells: `(n, height, width, channels)`,
            `(n, units)`.

        Raises:
            InputError: as in `predict`, or there is no such layer.
        """
        names = [layer.name for layer in self._info.layers] if layers is None else list(layers)
        wanted = [self._info.layer(name) for name in names]
        shapes = {layer.output: _file_shape(layer.shape, layer.stored) for layer in wanted}
        results = self._run(self._open_session(), images, shapes)
        return {layer.name: _as_keras(results[layer.output], layer.stored, layer.shape) for layer in wanted}

    def weights(self, layer: str) -> dict[str, np.ndarray]:
        """Give the weights of `layer` by Keras's names and in Keras's layout (kernel: height, width, in, out).

        Raises:
            InputError: there is no such layer.
        """
        return {
            weight.name: _as_keras(self._file.floats(weight.tensor)[None], weight.stored, weight.shape)[0]
            for weight in self._info.layer(layer).weights
        }

    @cached_property
    def _all_outputs(self) -> Session:
        session = Session(self._file.data, threads=self._threads, file=self._name)
        layers = {layer.output: _file_shape(layer.shape, layer.stored) for layer in self._info.layers}
        self._check(session.shapes(), layers)
        return session

    def _open_session(self) -> Session:
        """Give the session that has every layer as an output, made at the first call."""
        with self._lock:
            return self._all_outputs

    def _check(self, shapes: dict[str, tuple[int | str | None, ...]], promised: dict[str, tuple[int, ...]]) -> None:
        for name, shape in promised.items():
            if shapes.get(name, ())[1:] != shape:
                raise InputError(
                    "a glass model must be as its metadata says",
                    found=f"{name} of shape {list(shapes.get(name, ()))} instead of {['n', *shape]}",
                    todo="write the file again from the run's model.keras",
                    file=self._name,
                )

    def _run(
        self, session: Session, images: npt.ArrayLike, shapes: dict[str, tuple[int, ...]]
    ) -> dict[str, np.ndarray]:
        """Run `images` in chunks; give the outputs whose file shapes are `shapes`."""
        batch = as_batch(images, self._info.shape)
        results = {name: np.empty((len(batch), *shape), np.float32) for name, shape in shapes.items()}
        for rows in self._chunks(len(batch)):
            values = session.run(batch[rows].astype(np.float32), list(shapes))
            for name, value in zip(shapes, values, strict=True):
                results[name][rows] = value
        if PROBABILITIES in results and not np.isfinite(results[PROBABILITIES]).all():
            raise InputError("a network must give probabilities", found="NaN", todo="train it again", file=self._name)
        return results

    def _chunks(self, count: int) -> Iterator[slice]:
        for start in range(0, count, self._chunk):
            yield slice(start, min(start + self._chunk, count))


def _file_shape(shape: tuple[int, ...], stored: Stored | None) -> tuple[int, ...]:
    """Give the shape that activations of Keras's `shape` have in the file."""
    return stored.split if stored is not None and len(shape) == len(stored.split) else shape


def _as_keras(values: np.ndarray, stored: Stored | None, shape: tuple[int, ...]) -> np.ndarray:
    """Bring `(n, ...)` values from the file's order into Keras's."""
    if stored is not None:
        values = values.reshape(-1, *stored.split).transpose(0, *(1 + axis for axis in stored.axes))
    return np.ascontiguousarray(values.reshape(len(values), *shape))
