"""ONNX Runtime sessions, quiet and on the processor; what ONNX Runtime raises becomes one clear line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope._errors import InputError
from convscope.glass._contract import INPUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

_FATAL_ONLY = 4
_AGAIN = "write the file again from the run's model.keras"


class Session:
    """One ONNX Runtime session.

    Args:
        data: the ONNX file.
        threads: how many threads one run may use; None leaves it to ONNX Runtime.
        file: the file's name for errors, if it has one.

    Raises:
        InputError: ONNX Runtime does not accept the file.
    """

    def __init__(self, data: bytes, *, threads: int | None, file: str | None) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = _FATAL_ONLY
        if threads is not None:
            options.intra_op_num_threads = threads
        self._file = file
        try:
            self._session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # its exceptions have no common base but this one
            raise InputError(
                "a glass model must be an ONNX file that ONNX Runtime accepts",
                found=_reason(error),
                todo=_AGAIN,
                file=file,
            ) from error

    def shapes(self, *, inputs: bool = False) -> dict[str, tuple[int | str | None, ...]]:
        """Give the shape of every output (or input) by name; a word stands for a size that varies."""
        values = self._session.get_inputs() if inputs else self._session.get_outputs()
        return {value.name: tuple(value.shape) if value.type == "tensor(float)" else () for value in values}

    def run(self, images: np.ndarray, outputs: Sequence[str]) -> list[np.ndarray]:
        """Run float32 `images` through the network.

        Raises:
            InputError: the file's graph fails.
        """
        if not outputs:  # ONNX Runtime takes none for all
            return []
        try:
            results: list[np.ndarray] = self._session.run(list(outputs), {INPUT: images})
        except Exception as error:
            raise InputError(
                "a glass model must run as its metadata promises", found=_reason(error), todo=_AGAIN, file=self._file
            ) from error
        return results


def _reason(error: Exception) -> str:
    """Give the part of ONNX Runtime's message that says something."""
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
