"""Compiled programs are kept from process to process, by JAX's own compilation cache in convscope's cache folder.

JAX's key holds the program, the options and its version. What it lacks is in the folder's name: the processor's
instructions and the number of cores, for which XLA makes different programs. A cache that the user has set up for
JAX is left alone, and `JAX_ENABLE_COMPILATION_CACHE=false` switches ours off as it does JAX's.
"""

from __future__ import annotations

import hashlib
import os
import warnings
import zlib
from functools import cache
from pathlib import Path

import keras

from convscope._errors import ConvscopeError
from convscope._files import cache_folder, make_folder
from convscope._machine import machine, versions

_LEAST_SECONDS = 0.1
"""Programs that compile faster are not kept."""
_MOST_BYTES = 32 * 2**20
"""Above this, the entries not used for longest go."""
_ZSTANDARD = b"\x28\xb5\x2f\xfd"


def keep_compiled() -> Path | None:
    """Have JAX keep what it compiles from here on; call it before the first program for the most effect.

    Returns:
        The folder; None where JAX's cache is switched off, is the user's own, or cannot be written, and where
        Keras's backend is another.
    """
    if keras.backend.backend() != "jax":
        return None
    import jax
    from jax.experimental.compilation_cache import compilation_cache

    folder = _folder()
    chosen = jax.config.jax_compilation_cache_dir
    if chosen is not None or not jax.config.jax_enable_compilation_cache:
        return folder if chosen == str(folder) else None
    try:
        make_folder(folder)
    except ConvscopeError:
        return None
    if not os.access(folder, os.W_OK):
        return None
    _remove_broken(folder)
    # An entry that another process is writing at this moment cannot be read; then the program is compiled.
    warnings.filterwarnings("ignore", "Error (reading|writing) persistent compilation cache entry", UserWarning)
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_compilation_cache_max_size", _MOST_BYTES)
    jax.config.update("jax_persistent_cache_min_compile_time_secs", _LEAST_SECONDS)
    compilation_cache.reset_cache()  # JAX decides at its first program whether it has a cache
    return folder


@cache
def _facts() -> str:
    facts = repr((sorted(versions().items()), sorted(machine().items()), _instructions()))
    return hashlib.sha256(facts.encode()).hexdigest()[:16]


def _folder() -> Path:
    return cache_folder() / "compiled" / _facts()


def _instructions() -> str:
    """Give what the processor can do, as Linux lists it; elsewhere its name, which `machine` has, must be enough."""
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as handle:
            return next((line for line in handle if line.startswith(("flags", "Features"))), "")
    except OSError:
        return ""


def _remove_broken(folder: Path) -> None:
    """Remove entries that were cut off in writing: JAX would warn of them for ever, and never write them anew."""
    for path in folder.glob("*-cache"):
        try:
            if not _whole(path.read_bytes()):
                path.unlink()
        except OSError:  # another process was faster
            continue


def _whole(entry: bytes) -> bool:
    """Tell whether an entry was written to its end, as far as that can be seen."""
    if entry.startswith(_ZSTANDARD):  # JAX's choice where it finds that package; its errors are only hidden
        return True
    try:
        zlib.decompress(entry)
    except zlib.error:
        return False
    return True
