"""What a figure was measured on: versions, processor, cores. Reads what is installed without importing it."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path

PACKAGES = ("convscope", "keras", "jax", "jaxlib", "tensorflow", "torch", "numpy", "onnx", "onnxruntime")


def versions() -> dict[str, str]:
    """Return the versions of Python and of the installed packages that can change a result."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def machine() -> dict[str, str | int]:
    """Return the system, the processor's name and the number of cores this process may use."""
    return {"system": f"{platform.system()} {platform.machine()}", "processor": _processor(), "cores": cores()}


def cores() -> int:
    """Return the number of cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # Linux has it
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def _processor() -> str:
    """Return the processor's name as the system tells it."""
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as handle:
            for line in handle:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or "unknown"
