"""What is installed, what works, how fast it is, and what to do about what is missing."""

from __future__ import annotations

import dataclasses
import time
from typing import Any

import numpy as np

from convscope import _machine, datasets
from convscope._errors import ConvscopeError
from convscope._optional import choose_backend, install_hint, installed

_EXTRAS = {
    "train": (("keras", "jax", "onnx", "filelock"), "train networks"),
    "report": (("matplotlib", "jinja2"), "draw the report"),
    "heic": (("pillow_heif",), "read HEIC pictures"),
    "pdf": (("pypdfium2",), "read PDF scans"),
    "serve": (("fastapi", "fastapi_offline", "python_multipart", "prometheus_client", "uvicorn"), "answer over HTTP"),
    "tensorboard": (("tensorboardX",), "write a log for TensorBoard"),
}
_SIDE = 1024


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        what: its name.
        found: what was found.
        good: whether it is as it should be; None where there is nothing to judge.
        todo: what to do about it.
    """

    what: str
    found: str
    good: bool | None = None
    todo: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as JSON takes it."""
        return dataclasses.asdict(self)


def examine() -> list[Finding]:
    """Look at versions, backend, cores, data and speed."""
    versions, machine = _machine.versions(), _machine.machine()
    findings = [Finding(name, version) for name, version in versions.items()]
    findings.append(Finding("machine", f"{machine['system']}, {machine['processor']}, {machine['cores']} cores"))
    findings += [_extra(name, modules, use) for name, (modules, use) in _EXTRAS.items()]
    findings += [_backend(), _data(), _speed()]
    return findings


def _extra(name: str, modules: tuple[str, ...], use: str) -> Finding:
    missing = [module for module in modules if not installed(module)]
    if not missing:
        return Finding(name, f"can {use}", good=True)
    # A light installation is a choice, not a fault.
    return Finding(name, f"cannot {use}: {', '.join(missing)} missing", todo=install_hint(name))


def _backend() -> Finding:
    if not installed("keras"):
        return Finding("backend", "none: Keras is not installed")
    try:
        return Finding("backend", f"Keras on {choose_backend()}", good=True)
    except ConvscopeError as error:
        return Finding("backend", str(error.found), good=False, todo=error.todo)


def _data() -> Finding:
    started = time.perf_counter()
    try:
        (x_train, _), (x_test, _) = datasets.load_data("mnist")
    except ConvscopeError as error:
        return Finding("data", str(error), good=False, todo="install convscope again")
    seconds = time.perf_counter() - started
    return Finding("data", f"MNIST, {len(x_train):,} + {len(x_test):,} images, checked in {seconds:.2f} s", good=True)


def _speed() -> Finding:
    """Measure NumPy's matrix product for about a second: what the dense layers of a training are bound by."""
    a = np.ones((_SIDE, _SIDE), np.float32)
    best, ends = float("inf"), time.perf_counter() + 1
    while time.perf_counter() < ends:
        started = time.perf_counter()
        _ = a @ a
        best = min(best, time.perf_counter() - started)
    return Finding("speed", f"{2 * _SIDE**3 / best / 1e9:.0f} GFLOP/s, best matrix product of one second")
